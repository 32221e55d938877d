#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace algolog {

/// One element of `GET /v1/algorithms/…/errors`. Times are milliseconds since the epoch, UTC.
struct error_record {
  std::string request_id;
  std::optional<std::int64_t> created_at;
  std::string username;  ///< the record's own, or the owner polled where the record has none
  std::string algoname;  ///< the record's own, or the name polled where the record has none
  std::optional<std::string> algoversion;
  std::optional<std::string> input;
  std::optional<std::string> error;
  std::optional<std::string> error_type;
  std::optional<std::string> billable_to;
  std::optional<std::string> worker;
  std::optional<std::string> extra;  ///< JSON object of every other field of the record
  bool nameless = false;             ///< it names no algorithm, so it is of the one polled

  friend bool operator==(const error_record&, const error_record&) = default;
};

/// One element of `GET …/builds`, or `GET …/builds/BUILD_ID`.
struct build_record {
  std::string build_id;
  std::string status;  ///< "in-progress", "succeeded", "failed", or what the API adds later
  std::optional<std::string> commit_sha;
  std::optional<std::int64_t> started_at;
  std::optional<std::int64_t> finished_at;
  std::optional<std::string> semantic_version;
  std::optional<std::string> extra;

  /// Whether nothing but the semantic version can change any more, and the log can exist.
  bool ended() const noexcept;

  friend bool operator==(const build_record&, const build_record&) = default;
};

/// One element of `GET …/versions`, or `GET …/versions/GIT_HASH`.
struct version_record {
  std::string git_hash;
  std::optional<std::string> semantic_version;
  std::optional<std::string> version_uuid;
  std::optional<std::string> build_id;
  std::optional<std::string> settings;  ///< JSON object
  std::optional<std::string> release_notes;
  std::optional<bool> compilation_successful;
  std::optional<std::string> compilation_output;  ///< the build log; only on versions/GIT_HASH
  std::optional<std::string> extra;

  friend bool operator==(const version_record&, const version_record&) = default;
};

/// A body, or one record of it, that was not understood: kept in the `quarantine` table.
struct refused_record {
  std::string reason;  ///< one line: which field, what was expected, what came
  std::string body;    ///< the bytes as received
};

/// What a body held: records in the order of the answer, and those that were not understood.
template <class Record>
struct parsed {
  std::vector<Record> records;
  std::vector<refused_record> refused;
};

}  // namespace algolog
