package org.hmongtts.text;

import java.util.Optional;

/**
 * The consonant that begins a syllable: the 61 onsets written in the Romanised Popular Alphabet and
 * {@link #NONE}, which is spoken as a glottal stop. The symbols are those of the published White
 * Hmong pronunciations: ˡ lateral release, ʱ breathy release, a ring for a voiceless sonorant, a
 * small raised nasal for pre-nasalisation.
 */
public enum Onset {
  /** No letter: a syllable that begins with its vowel. */
  NONE("", "ʔ"),
  P("p", "p"),
  PH("ph", "pʰ"),
  NP("np", "ᵐb"),
  NPH("nph", "ᵐpʰ"),
  PL("pl", "pˡ"),
  PLH("plh", "pˡʰ"),
  NPL("npl", "ᵐbˡ"),
  NPLH("nplh", "ᵐpˡʰ"),
  T("t", "t"),
  TH("th", "tʰ"),
  NT("nt", "ⁿd"),
  NTH("nth", "ⁿtʰ"),
  D("d", "d", Dialect.WHITE),
  DH("dh", "dʱ", Dialect.WHITE),
  DL("dl", "tˡ", Dialect.GREEN),
  DLH("dlh", "tˡʰ", Dialect.GREEN),
  NDL("ndl", "ⁿdˡ", Dialect.GREEN),
  NDLH("ndlh", "ⁿtˡʰ", Dialect.GREEN),
  R("r", "ʈ"),
  RH("rh", "ʈʰ"),
  NR("nr", "ᶯɖ"),
  NRH("nrh", "ᶯʈʰ"),
  C("c", "c"),
  CH("ch", "cʰ"),
  NC("nc", "ᶮɟ"),
  NCH("nch", "ᶮcʰ"),
  K("k", "k"),
  KH("kh", "kʰ"),
  NK("nk", "ᵑɡ"),
  NKH("nkh", "ᵑkʰ"),
  Q("q", "q"),
  QH("qh", "qʰ"),
  NQ("nq", "ᶰɢ"),
  NQH("nqh", "ᶰqʰ"),
  TX("tx", "t͡s"),
  TXH("txh", "t͡sʰ"),
  NTX("ntx", "ⁿd͡z"),
  NTXH("ntxh", "ⁿt͡sʰ"),
  TS("ts", "t͡ʂ"),
  TSH("tsh", "t͡ʂʰ"),
  NTS("nts", "ᶯd͡ʐ"),
  NTSH("ntsh", "ᶯt͡ʂʰ"),
  M("m", "m"),
  HM("hm", "m̥", Dialect.WHITE),
  ML("ml", "mˡ"),
  HML("hml", "m̥ˡ", Dialect.WHITE),
  N("n", "n"),
  HN("hn", "n̥", Dialect.WHITE),
  NY("ny", "ɲ"),
  HNY("hny", "ɲ̊", Dialect.WHITE),
  G("g", "ŋ"),
  L("l", "l"),
  HL("hl", "l̥"),
  F("f", "f"),
  V("v", "v"),
  X("x", "s"),
  S("s", "ʂ"),
  Z("z", "ʐ"),
  XY("xy", "ç"),
  Y("y", "ʝ"),
  H("h", "h");

  private final String rpa;
  private final String ipa;
  private final Dialect only;

  Onset(String rpa, String ipa) {
    this(rpa, ipa, null);
  }

  Onset(String rpa, String ipa, Dialect only) {
    this.rpa = rpa;
    this.ipa = ipa;
    this.only = only;
  }

  /** The letters of this onset; empty for {@link #NONE}. */
  public String rpa() {
    return rpa;
  }

  /**
   * The one dialect whose native words use this onset; empty when both do. The other dialect meets
   * it in borrowed words, and can speak it.
   */
  public Optional<Dialect> onlyIn() {
    return Optional.ofNullable(only);
  }

  /** The symbols before any vowel but <i>i</i> and <i>ia</i>, as White Hmong speaks them. */
  String ipa() {
    return ipa;
  }

  /**
   * The symbols of this onset before {@code rime}. The dental sibilants are fronted before <i>i</i>
   * and <i>ia</i>; Green Mong has no voiceless nasals and speaks them voiced.
   */
  public String ipa(Rime rime, Dialect dialect) {
    if (rime == Rime.I || rime == Rime.IA) {
      switch (this) {
        case X:
          return "ɕ";
        case TX:
          return "t͡ɕ";
        case TXH:
          return "t͡ɕʰ";
        case NTX:
          return "ⁿd͡ʑ";
        case NTXH:
          return "ⁿt͡ɕʰ";
        default:
          break;
      }
    }
    if (dialect == Dialect.GREEN) {
      switch (this) {
        case HM:
          return M.ipa;
        case HN:
          return N.ipa;
        case HNY:
          return NY.ipa;
        case HML:
          return ML.ipa;
        default:
          break;
      }
    }
    return ipa;
  }
}
