#pragma once

#include <cstddef>
#include <functional>
#include <list>

#include "web/answer.hpp"

namespace algolog {

/// The open connections of the status server. Each one either waits for its client (for a request,
/// for the rest of one, or for an answer to be taken) or is being answered. Only one that waits is
/// closed to make room for others, the longest waiting first. It is told in the log when that
/// begins, and again only after half of the room was free. Used by one thread.
class connections {
 public:
  /// At most `most` at a time, and about `most_pending` bytes of bodies that wait to be taken.
  connections(std::size_t most, std::size_t most_pending)
      : most_(most), most_pending_(most_pending) {}
  connections(const connections&) = delete;
  connections& operator=(const connections&) = delete;

  class place;

  /// Whether there is room for another one, after one was closed if need be; false when all of them
  /// are being answered.
  bool make_room();

 private:
  using waiting_list = std::list<place*>;  ///< the longest waiting first
  void close(place& of);
  std::size_t pending() const;
  void make_room_for(const shared_text& body);
  void told_again_when_free();

  const std::size_t most_;
  const std::size_t most_pending_;
  std::size_t open_ = 0;
  waiting_list waiting_;
  bool told_full_ = false;
  bool told_pending_ = false;
};

/// What one connection has here, as long as it lives; it waits from the beginning.
class connections::place {
 public:
  /// `close` makes everything that the connection waits for fail.
  place(connections& of, std::function<void()> close);
  ~place();
  place(const place&) = delete;
  place& operator=(const place&) = delete;

  /// From now on it waits for its client.
  void waits();
  /// The same, for its client to take `body`.
  void waits_with(shared_text body);
  /// It is being answered.
  void works();
  bool closed() const noexcept { return closed_; }

 private:
  friend class connections;
  void leave_line();

  connections& of_;
  std::function<void()> close_;
  shared_text body_;  ///< what waits to be taken; null: nothing
  waiting_list::iterator at_;
  bool waiting_ = false;
  bool closed_ = false;
};

}  // namespace algolog
