package io.pim.tools.proxmox.fake;

import java.nio.file.Path;
import java.util.Map;

/**
 * A received upload.
 *
 * @param fields the fields before the file
 * @param fileName as the form had it
 * @param spool the file's bytes
 */
record UploadRequest(Map<String, String> fields, String fileName, Path spool) {}
