/**
 * The two Hmong scripts, Pahawh Hmong and Nyiakeng Puachue Hmong, to the Roman alphabet and back.
 */
package org.hmongtts.text.script;
