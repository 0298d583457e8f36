/** What happens during training, kept in files: a log for programs and a page for people. */
package org.hmongtts.train.journal;
