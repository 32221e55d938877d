#pragma once

#include <spdlog/common.h>

#include <string_view>

namespace algolog {

/// What an event is about. The journal keeps it as fields (systemd.journal-fields(7)): CLUSTER=,
/// ALGORITHM=, COLLECTION=, those that are not empty. Others who read the log never see it.
struct log_subject {
  std::string_view cluster;
  std::string_view algorithm;   ///< "owner/name" or UUID
  std::string_view collection;  ///< a `name_of(collection)`
};

/// Whatever this thread logs while this lives is about `subject`, whose texts live as long.
class log_scope {
 public:
  explicit log_scope(const log_subject& subject) noexcept;
  ~log_scope();
  log_scope(const log_scope&) = delete;
  log_scope& operator=(const log_scope&) = delete;

 private:
  log_subject before_;
};

/// Whether stderr is a stream to the journal: JOURNAL_STREAM (systemd.exec(5)) names what it is.
bool stderr_is_journal();

/// Hands each event to the journal with its priority and subject, see sd_journal_sendv(3); writes
/// it to stderr, as sd-daemon(3) has it, should the journal not take it.
spdlog::sink_ptr make_journal_sink();

}  // namespace algolog
