package org.hmongtts.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The SNAC codec: a convolutional encoder, residual vector quantisation at several time scales, and
 * a convolutional decoder with snake activations. Weights are read with their weight norm folded
 * in.
 */
public final class Snac {

  /** Heads of local attention have this many features in every released configuration. */
  private static final int ATTENTION_HEAD = 64;

  private static final float LAYER_NORM_EPSILON = 1e-5f;

  static final int KERNEL = 7;
  static final List<Integer> DILATIONS = List.of(1, 3, 9);

  /** The first and the last convolution, of the encoder and of the decoder. */
  static final Convolution OUTER = outer(1);

  private final SnacConfig config;

  public Snac(SnacConfig config) {
    this.config = config;
  }

  public SnacConfig config() {
    return config;
  }

  /**
   * @param audio {@code [batch, 1, samples]}, samples a multiple of {@link
   *     SnacConfig#paddingMultiple()}
   * @return the latent {@code [batch, latentSize, samples / hop]}
   */
  public <T> T encode(Ops<T> ops, T audio) {
    int index = 0;
    T x = ops.conv1d(audio, encoder(index++), OUTER);
    int channels = config.encoderSize();
    for (int rate : config.encoderRates()) {
      String block = encoder(index++) + ".block.";
      x = residualUnits(ops, x, block, 0, channels);
      x = ops.snake(x, block + "3.alpha");
      x = ops.conv1d(x, block + "4", Convolution.down(rate));
      channels *= 2;
    }
    if (config.attentionWindow() > 0) {
      x = localAttention(ops, x, encoder(index++));
    }
    return ops.conv1d(x, encoder(index), outer(groups(channels)));
  }

  /** What quantisation gives: the codes of each level, and the latent they stand for. */
  public record Quantized<T>(List<T> codes, T latent) {}

  /**
   * @param latent {@code [batch, latentSize, steps]}
   * @return codes {@code [batch, steps / stride]} of each level and the quantised latent
   */
  public <T> Quantized<T> quantize(Ops<T> ops, T latent) {
    List<T> codes = new ArrayList<>();
    T residual = latent;
    T sum = null;
    for (int level = 0; level < config.strides().size(); level++) {
      int stride = config.strides().get(level);
      T pooled = stride == 1 ? residual : ops.averagePool(residual, stride);
      T projected = ops.conv1d(pooled, quantizer(level) + "in_proj", Convolution.pointwise());
      T code = ops.nearestRow(projected, quantizer(level) + "codebook");
      codes.add(code);
      T found = levelLatent(ops, code, level);
      residual = ops.subtract(residual, found);
      sum = sum == null ? found : ops.add(sum, found);
    }
    return new Quantized<>(codes, sum);
  }

  /**
   * @param codes {@code [batch, steps / stride]} of each level
   * @return the latent {@code [batch, latentSize, steps]}
   */
  public <T> T fromCodes(Ops<T> ops, List<T> codes) {
    T sum = null;
    for (int level = 0; level < config.strides().size(); level++) {
      T found = levelLatent(ops, codes.get(level), level);
      sum = sum == null ? found : ops.add(sum, found);
    }
    return sum;
  }

  /**
   * The decoder's modules one by one.
   *
   * @param latent {@code [batch, latentSize, steps]}
   * @return what each gives, the last being the audio {@code [batch, 1, samples]}
   */
  public <T> List<T> decodeSteps(Ops<T> ops, T latent) {
    return synthesize(ops, enter(ops, latent));
  }

  /** {@link #decodeSteps}, the audio alone. */
  public <T> T decode(Ops<T> ops, T latent) {
    return last(decodeSteps(ops, latent));
  }

  /**
   * The part of the decoder that mixes the latent.
   *
   * @return {@code [batch, decoderSize, steps]}
   */
  public <T> T mixLatent(Ops<T> ops, T latent) {
    return last(enter(ops, latent));
  }

  /**
   * The part of the decoder that makes samples: nearly all of the work, and convolutions only.
   *
   * @param mixed from {@link #mixLatent}
   * @return the audio {@code [batch, 1, samples]}
   */
  public <T> T synthesize(ConvolutionOps<T> ops, T mixed) {
    return last(synthesize(ops, new ArrayList<>(Collections.nCopies(mixingModules(), mixed))));
  }

  /** The transposed convolution of each decoder block. */
  public List<String> transposedConvolutions() {
    List<String> modules = new ArrayList<>();
    for (int i = 0; i < config.decoderRates().size(); i++) {
      modules.add(decoder(mixingModules() + i) + ".block.1");
    }
    return modules;
  }

  private int mixingModules() {
    return 1 + (config.depthwise() ? 1 : 0) + (config.attentionWindow() > 0 ? 1 : 0);
  }

  private <T> List<T> enter(Ops<T> ops, T latent) {
    List<T> steps = new ArrayList<>();
    T x = ops.conv1d(latent, decoder(0), outer(groups(config.latentSize())));
    steps.add(x);
    if (config.depthwise()) {
      x = ops.conv1d(x, decoder(steps.size()), Convolution.pointwise());
      steps.add(x);
    }
    if (config.attentionWindow() > 0) {
      x = localAttention(ops, x, decoder(steps.size()));
      steps.add(x);
    }
    return steps;
  }

  /** Goes on from the steps so far, and adds to them. */
  private <T> List<T> synthesize(ConvolutionOps<T> ops, List<T> steps) {
    int channels = config.decoderSize();
    T x = ops.crop(last(steps), 0);
    for (int i = 0; i < config.decoderRates().size(); i++) {
      channels /= 2;
      x = decoderBlock(ops, x, i, decoder(steps.size()) + ".block.", channels);
      x = ops.crop(x, i + 1);
      steps.add(x);
    }
    x = ops.snake(x, decoder(steps.size()) + ".alpha");
    steps.add(x);
    x = ops.conv1d(x, decoder(steps.size()), OUTER);
    steps.add(x);
    steps.add(ops.tanh(x));
    return steps;
  }

  private <T> T decoderBlock(ConvolutionOps<T> ops, T x, int index, String block, int channels) {
    int rate = config.decoderRates().get(index);
    int module = 0;
    x = ops.snake(x, block + module++ + ".alpha");
    x = ops.convTranspose1d(x, block + module++, Convolution.up(rate));
    if (config.noise()) {
      String linear = block + module++ + ".linear";
      if (ops.addsNoise()) {
        T shaped = ops.conv1d(x, linear, Convolution.pointwise());
        x = ops.add(x, ops.timesNoise(shaped, index));
      }
    }
    return residualUnits(ops, x, block, module, channels);
  }

  private <T> T residualUnits(ConvolutionOps<T> ops, T x, String block, int first, int channels) {
    for (int i = 0; i < DILATIONS.size(); i++) {
      String unit = block + (first + i) + ".block.";
      T y = ops.snake(x, unit + "0.alpha");
      y = ops.conv1d(y, unit + "1", Convolution.same(KERNEL, DILATIONS.get(i), groups(channels)));
      y = ops.snake(y, unit + "2.alpha");
      y = ops.conv1d(y, unit + "3", Convolution.pointwise());
      x = ops.add(x, y);
    }
    return x;
  }

  private <T> T localAttention(Ops<T> ops, T x, String module) {
    T n = ops.layerNorm(ops.transpose(x), module + ".norm", LAYER_NORM_EPSILON);
    T qkv = ops.linear(n, module + ".to_qkv");
    T attended = ops.windowAttention(qkv, ATTENTION_HEAD, config.attentionWindow());
    return ops.add(x, ops.transpose(ops.linear(attended, module + ".to_out")));
  }

  private <T> T levelLatent(Ops<T> ops, T codes, int level) {
    T rows = ops.transpose(ops.embedding(codes, quantizer(level) + "codebook"));
    T projected = ops.conv1d(rows, quantizer(level) + "out_proj", Convolution.pointwise());
    int stride = config.strides().get(level);
    return stride == 1 ? projected : ops.repeat(projected, stride);
  }

  private static Convolution outer(int groups) {
    return Convolution.same(KERNEL, 1, groups);
  }

  private static <T> T last(List<T> steps) {
    return steps.get(steps.size() - 1);
  }

  private int groups(int channels) {
    return config.depthwise() ? channels : 1;
  }

  private static String encoder(int index) {
    return "encoder.block." + index;
  }

  private static String decoder(int index) {
    return "decoder.model." + index;
  }

  private static String quantizer(int level) {
    return "quantizer.quantizers." + level + ".";
  }
}
