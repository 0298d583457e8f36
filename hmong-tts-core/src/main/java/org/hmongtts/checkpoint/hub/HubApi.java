package org.hmongtts.checkpoint.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.Excerpt;

/** What the Hub can be asked about one repository. */
final class HubApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_LISTING = 16 << 20;

  private final HubHttp http;
  private final String endpoint;
  private final HubName name;

  HubApi(HubHttp http, URI endpoint, HubName name) {
    this.http = http;
    this.endpoint = endpoint.toString().replaceFirst("/+$", "");
    this.name = name;
  }

  /**
   * The commit of a revision.
   *
   * @param names of all files
   */
  record Contents(String commit, List<String> names) {}

  Contents contents(String revision) throws IOException {
    URI address =
        URI.create(
            endpoint + "/api/models/" + name.repository() + "/revision/" + encoded(revision));
    return read(content(http.get(address, name, 0)));
  }

  /** Reads what the Hub lists of a repository. */
  Contents read(byte[] answer) throws IOException {
    JsonNode listing;
    try {
      listing = JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw noListing("JSON");
    }
    String commit = listing.path("sha").asText();
    if (!HubName.isCommit(commit) || !listing.path("siblings").isArray()) {
      throw noListing("a commit and a list of files");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode sibling : listing.path("siblings")) {
      names.add(HubFile.checkedName(sibling.path("rfilename").asText(), name));
    }
    return new Contents(commit, names);
  }

  /** What is known of a file; empty if the repository has none of this name. */
  Optional<HubFile> describe(String revision, String file) throws IOException {
    HttpURLConnection answer = http.head(address(revision, file), name);
    if (HubRefusal.isMissingEntry(answer)) {
      return Optional.empty();
    }
    HubFile described = HubFile.of(file, answer);
    if (HubName.isCommit(revision) && !described.commit().equals(revision)) {
      throw new DownloadException(
          name
              + ": asked for "
              + Excerpt.name(file)
              + " at commit "
              + revision
              + ", offered it at "
              + described.commit()
              + "; check HF_ENDPOINT");
    }
    return Optional.of(described);
  }

  URI address(String revision, String file) {
    StringBuilder path = new StringBuilder();
    for (String part : file.split("/")) {
      path.append('/').append(encoded(part));
    }
    return URI.create(endpoint + "/" + name.repository() + "/resolve/" + encoded(revision) + path);
  }

  private byte[] content(HttpURLConnection answer) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (InputStream in = answer.getInputStream()) {
      byte[] buffer = new byte[1 << 13];
      for (int read; (read = in.read(buffer)) >= 0; ) {
        content.write(buffer, 0, read);
        if (content.size() > LONGEST_LISTING) {
          throw noListing("a list of at most " + LONGEST_LISTING + " bytes");
        }
      }
    } catch (IOException e) {
      throw new NetworkException(e);
    }
    return content.toByteArray();
  }

  private DownloadException noListing(String expected) {
    return new DownloadException(
        name
            + ": expected "
            + expected
            + " when asking for the files of the model, found something else; check that "
            + Excerpt.name(endpoint)
            + " is the address of a Hub");
  }

  /** Percent-encodes everything but RFC 3986's unreserved characters, so {@code /} too. */
  private static String encoded(String part) {
    StringBuilder out = new StringBuilder();
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append('%');
        out.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
      }
    }
    return out.toString();
  }
}
