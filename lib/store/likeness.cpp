#include "store/likeness.hpp"

#include <optional>
#include <string>

#include "store/record_json.hpp"

namespace algolog {
namespace {

void note(likeness& of, std::string_view column, bool adds, bool lacks, bool alters) {
  of.differing.add(column, alters);
  of.completes = of.completes || adds;
  of.apart += adds || lacks ? 1 : 0;
}

template <class T>
void note(likeness& of, std::string_view column, const std::optional<T>& stored,
          const std::optional<T>& shown) {
  note(of, column, shown && !stored, stored && !shown, stored && shown && *stored != *shown);
}

void note_input(likeness& of, input_match match) {
  const bool lacks = match == input_match::lacking || match == input_match::unknown;
  note(of, "input", match == input_match::added, lacks, match == input_match::different);
}

template <class T>
void complete(std::optional<T>& column, const std::optional<T>& shown) {
  if (!column) column = shown;
}

}  // namespace

likeness compare(const error_record& stored, const error_record& shown, const input_rule& inputs) {
  likeness of;
  note(of, "created_at", stored.created_at, shown.created_at);
  note(of, "algoversion", stored.algoversion, shown.algoversion);
  note_input(of, inputs.match(stored.input, shown.input));
  note(of, "error", stored.error, shown.error);
  note(of, "error_type", stored.error_type, shown.error_type);
  note(of, "billable_to", stored.billable_to, shown.billable_to);
  note(of, "worker", stored.worker, shown.worker);
  const auto extra = compare_json(stored.extra, shown.extra);
  note(of, "extra", extra.adds, extra.lacks, extra.alters);
  return of;
}

error_record completed(const error_record& stored, const error_record& shown,
                       const input_rule& inputs) {
  error_record whole = stored;
  complete(whole.created_at, shown.created_at);
  complete(whole.algoversion, shown.algoversion);
  if (inputs.match(stored.input, shown.input) == input_match::added) {
    whole.input = inputs.kept(shown.input);
  }
  complete(whole.error, shown.error);
  complete(whole.error_type, shown.error_type);
  complete(whole.billable_to, shown.billable_to);
  complete(whole.worker, shown.worker);
  whole.extra = united_json(stored.extra, shown.extra);
  return whole;
}

}  // namespace algolog
