#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "cluster/scenario.hpp"

namespace e2e {

/// What a trial puts a daemon through.
struct hardships {
  std::string name;            ///< for what is printed
  std::size_t window = 20;     ///< executions an errors route shows, or a few more
  int burst = 9;               ///< executions that fail at once, at most
  bool long_absences = false;  ///< longer than the window reaches back
  bool names_change = false;   ///< algorithms swap, lose and change their names; reload storms
  bool wrong_answers = false;  ///< empty, old and incomplete ones, and wrong dates
};

/// The algorithms of such a cluster: the last calls the first.
extern const std::vector<std::string> tried_algorithms;

/// A cluster on which clocks, executions and windows are as unruly as `dice` have it.
simcluster::scenario unruly_cluster(const hardships& of, std::mt19937& dice);

/// Everything that goes wrong now and then.
boost::json::array faults_of(const hardships& of);

/// How many times the daemon is killed: ALGOLOGD_ORACLE_CYCLES, or so many.
int cycles(int otherwise);
/// What is drawn begins with it: ALGOLOGD_ORACLE_SEED, or another each time.
unsigned drawn_seed();

}  // namespace e2e
