/**
 * The networks, each defined once against {@link org.hmongtts.network.Ops}. Nothing here knows
 * which engine runs it.
 */
package org.hmongtts.network;
