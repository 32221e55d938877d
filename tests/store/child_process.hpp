#pragma once

#include <sys/types.h>

#include <functional>

namespace algolog::test {

/// Starts a child that runs `work` and exits with what it returns; an exception makes it 99. The
/// child never comes back into the test program.
pid_t start_child(const std::function<int()>& work);

/// Waits for a child: its exit status, or minus the signal that ended it.
int wait_for(pid_t child);

int exit_status_of_child(const std::function<int()>& work);

}  // namespace algolog::test
