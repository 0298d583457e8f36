/**
 * Models by their name on the Hub: found in the local Hub cache, which is shared with the other
 * programs that use it, or downloaded into it.
 */
package org.hmongtts.checkpoint.hub;
