package org.hmongtts.train;

/**
 * Under which licences an adapter was made and may be used, for its model card.
 *
 * @param baseLicence of the base
 * @param dataLicence of the recordings
 * @param adapterLicence of the adapter
 */
public record ModelRights(String baseLicence, String dataLicence, String adapterLicence) {

  /** Nobody has said. */
  public static final ModelRights UNSTATED = new ModelRights("unknown", "unknown", "unknown");
}
