package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;

/**
 * Reads web and mail addresses as people say them: of a web address only the host. Whether a
 * stretch without spaces can hold an address at all is decided once for the stretch.
 */
final class AddressReader {

  private static final String[] SCHEMES = {"https://", "http://", "ftp://"};

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;
  private int chunkEnd;
  private boolean chunkHasAddress;

  /** No mail name, and no host, that begins before these places leads to an address. */
  private int noMailBefore;

  private int noHostBefore;

  AddressReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
  }

  /** Reads the address at {@code from}; returns {@code from} if there is none. */
  int read(int from) {
    if (from >= chunkEnd) {
      lookAtChunk(from);
    }
    if (!chunkHasAddress || text.isAsciiLetter(from - 1) || text.isDigit(from - 1)) {
      return from;
    }
    int end = web(from);
    if (end == from && from >= noMailBefore) {
      end = mail(from);
    }
    if (end == from && from >= noHostBefore) {
      end = bareHost(from);
    }
    return end;
  }

  private void lookAtChunk(int from) {
    int i = from;
    chunkHasAddress = false;
    while (!text.isBlank(i)) {
      char c = text.lower[i];
      if (c == '@' || c == '/' && text.is(i + 1, '/') || c == '.' && text.isAsciiLetter(i + 1)) {
        chunkHasAddress = true;
      }
      i++;
    }
    chunkEnd = i;
  }

  private boolean startsWith(int index, String prefix) {
    return index + prefix.length() <= text.length
        && text.isWord(index, index + prefix.length(), prefix);
  }

  private int web(int from) {
    int host = from;
    for (String scheme : SCHEMES) {
      if (host == from && startsWith(from, scheme)) {
        host = from + scheme.length();
      }
    }
    if (startsWith(host, "www.")) {
      host += 4;
    }
    int hostEnd = host == from ? from : hostEnd(host);
    if (hostEnd == host) {
      return from;
    }
    int end = pathEnd(hostEnd);
    sink.open(from);
    addHost(host, hostEnd);
    sink.close(from, end, Rule.ADDRESS);
    return end;
  }

  /** The end of a host name, without a final point. */
  private int hostEnd(int from) {
    int i = from;
    while (text.isAsciiLetter(i) || text.isDigit(i) || text.is(i, '-') || text.is(i, '.')) {
      i++;
    }
    while (i > from && (text.is(i - 1, '.') || text.is(i - 1, '-'))) {
      i--;
    }
    return i;
  }

  private int pathEnd(int from) {
    int i = from;
    if (text.is(i, '/')
        || text.is(i, ':') && text.isDigit(i + 1)
        || text.is(i, '?')
        || text.is(i, '#')) {
      while (!text.isBlank(i) && !text.is(i, '"') && !text.is(i, '<') && !text.is(i, '>')) {
        i++;
      }
      while (i > from && ".,;:!?)]}'…".indexOf(text.chars[i - 1]) >= 0) {
        i--;
      }
    }
    return i;
  }

  private int mail(int from) {
    int at = from;
    while (isMailName(at)) {
      at++;
    }
    int hostEnd = text.is(at, '@') && at > from ? hostEnd(at + 1) : at;
    if (hostEnd <= at + 1 || lastPoint(at + 1, hostEnd) < 0) {
      noMailBefore = at;
      return from;
    }
    sink.open(from);
    addName(from, at, true);
    sink.add("ntawm", at, at + 1, false);
    addHost(at + 1, hostEnd);
    sink.close(from, hostEnd, Rule.ADDRESS);
    return hostEnd;
  }

  private boolean isMailName(int i) {
    return text.isAsciiLetter(i)
        || text.isDigit(i)
        || text.is(i, '.')
        || text.is(i, '-')
        || text.is(i, '_')
        || text.is(i, '+')
        || text.is(i, '%');
  }

  private int lastPoint(int from, int to) {
    int i = to - 1;
    while (i > from && !text.is(i, '.')) {
      i--;
    }
    return i > from ? i : -1;
  }

  /** A host without scheme: its last part must be one of the well-known ones. */
  private int bareHost(int from) {
    int end = hostEnd(from);
    int point = lastPoint(from, end);
    int ending = point < 0 ? -1 : point + 1;
    if (ending >= 0 && end - ending == 2 && lastPoint(from, point) >= 0) {
      int before = lastPoint(from, point) + 1;
      ending = topDomain(before, point) != null || text.isWord(before, point, "co") ? before : -1;
    } else if (ending >= 0 && topDomain(ending, end) == null) {
      ending = -1;
    }
    if (ending < 0 || end - ending == 2) {
      noHostBefore = end;
      return from;
    }
    int last = pathEnd(end);
    sink.open(from);
    addHost(from, end);
    sink.close(from, last, Rule.ADDRESS);
    return last;
  }

  private String topDomain(int from, int to) {
    switch (to - from == 3 ? text.lower(from, to) : "") {
      case "com":
        return "koos";
      case "org":
        return "aus";
      case "net":
        return "nes";
      case "edu":
        return "es dus";
      case "gov":
        return "nkaus";
      default:
        return null;
    }
  }

  private void addHost(int from, int to) {
    int label = from;
    for (int i = from; i <= to; i++) {
      if (i < to && !text.is(i, '.')) {
        continue;
      }
      if (label > from) {
        sink.add("tee", label - 1, label, false);
      }
      String top = label > from ? topDomain(label, i) : null;
      if (top != null) {
        sink.add(top, label, i, true);
      } else if (i == to && label > from && i - label == 2 && text.lettersEnd(label) == to) {
        sink.add(LetterNames.spell(text.lower(label, i)), label, i, true);
      } else {
        addName(label, i, true);
      }
      label = i + 1;
    }
  }

  /**
   * Adds the words, digits and signs of a name.
   *
   * @param saysSigns whether points, hyphens and low lines are spoken
   */
  private void addName(int from, int to, boolean saysSigns) {
    for (int i = from; i < to; ) {
      int end = pieceEnd(i, to);
      if (end > i) {
        reader.words.add(i, end);
        i = end;
        continue;
      }
      char c = text.chars[i++];
      if (c >= '0' && c <= '9') {
        sink.add(reader.numbers.cardinals().digit(c - '0'), i - 1, i, false);
      } else if (saysSigns) {
        String sign =
            c == '.'
                ? "tee"
                : c == '-' ? "kab" : c == '_' ? "kab hauv qab" : c == '+' ? "ntxiv" : "";
        sink.add(sign, i - 1, i, false);
      }
    }
  }

  /** The end of the letters from {@code from}, before a capital that follows a small letter. */
  private int pieceEnd(int from, int to) {
    int i = from;
    while (i < to
        && text.isAsciiLetter(i)
        && !(i > from && text.isUpper(i) && !text.isUpper(i - 1))) {
      i++;
    }
    return i;
  }

  /** Reads {@code @name} or {@code #topic}; returns {@code from} if no name follows the sign. */
  int tag(int from) {
    int end = from + 1;
    while (text.isAsciiLetter(end) || text.isDigit(end) || text.is(end, '_')) {
      end++;
    }
    if (!text.isAsciiLetter(from + 1)) {
      return from;
    }
    sink.open(from);
    if (text.is(from, '@')) {
      sink.add("ntawm", from, from + 1, false);
    }
    addName(from + 1, end, false);
    sink.close(from, end, Rule.ADDRESS);
    return end;
  }
}
