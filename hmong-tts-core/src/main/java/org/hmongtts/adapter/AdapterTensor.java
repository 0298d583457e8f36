package org.hmongtts.adapter;

/**
 * One tensor of an adapter's file.
 *
 * @param name as PEFT calls it: {@code base_model.model.<module>.lora_A.weight}
 * @param shape its dimensions
 * @param values row by row; shared, not copied
 */
public record AdapterTensor(String name, long[] shape, float[] values) {}
