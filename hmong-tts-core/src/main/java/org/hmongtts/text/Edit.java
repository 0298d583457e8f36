package org.hmongtts.text;

/**
 * One difference between what was written and what is read. Edits do not overlap and stand in the
 * order of the text; what no edit covers is read as written, but for the spaces.
 *
 * @param range where it stands in the original text
 * @param before the original characters of that range
 * @param after what is read instead; empty if nothing is
 * @param rule why
 */
public record Edit(TextRange range, String before, String after, Rule rule) {}
