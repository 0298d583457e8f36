/**
 * Pages and charts that show how data, training and speech turned out.
 *
 * <p>They are written as text by this package itself: the JDK's drawing needs {@code java.desktop}
 * and fonts, which a server's headless JDK does not have, and charting libraries stand on it.
 */
package org.hmongtts.train.report;
