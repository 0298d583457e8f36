/** The families of models: what makes a language model and a codec speak. */
package org.hmongtts.family;
