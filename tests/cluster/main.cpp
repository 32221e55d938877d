#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "faults.hpp"
#include "scenario.hpp"
#include "server.hpp"

namespace {
using simcluster::scenario;

constexpr const char* about =
    "algologd-cluster: a simulated Algorithmia cluster, for tests and demonstrations.\n"
    "\n"
    "It answers the routes for errors, builds, build logs and versions with made-up but\n"
    "plausible data, goes wrong where asked to, and knows the truth: GET /_truth tells all it\n"
    "ever had, POST /_control/… changes it while it runs (see tests/cluster/README.md).\n"
    "\n"
    "  algologd-cluster --algorithms 50 --errors 200 --error-rate 0.5\n"
    "  algologd-cluster --scenario tests/cluster/scenarios/quickstart.json --listen "
    "127.0.0.1:8080\n"
    "  algologd-cluster --fault reset=0.05 --fault acme/algo_000:plain_500\n"
    "  algologd-cluster --make-tls /tmp/tls --token secret\n";

std::string fault_help() {
  std::string text = "Fault kinds (--fault [OWNER/NAME:]KIND[=PROBABILITY]):\n";
  for (const auto& kind : simcluster::fault_kinds()) {
    std::string name = kind.name;
    name.resize(std::max<std::size_t>(name.size(), 22), ' ');
    text += "  " + name + " " + kind.meaning + "\n";
  }
  return text;
}

/// The flags win over the file, so the file has to be known before they are parsed.
scenario base_scenario(const std::vector<std::string>& args) {
  constexpr std::string_view flag = "--scenario";
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == flag && i + 1 < args.size()) return simcluster::load_scenario(args[i + 1]);
    if (args[i].rfind("--scenario=", 0) == 0) {
      return simcluster::load_scenario(args[i].substr(flag.size() + 1));
    }
  }
  return {};
}

CLI::Option* add_flag(CLI::App& app, const std::string& flag, bool& to, const char* meaning) {
  return app.add_flag(flag, to, meaning);
}

CLI::Option* add_flag(CLI::App& app, const std::string& flag, simcluster::duration& to,
                      const char* meaning) {
  const auto set = [&to](const std::string& text) { to = simcluster::duration::parse(text); };
  return app.add_option_function<std::string>(flag, set, meaning)
      ->default_str(std::to_string(to.ms) + "ms");
}

template <class T>
CLI::Option* add_flag(CLI::App& app, const std::string& flag, T& to, const char* meaning) {
  return app.add_option(flag, to, meaning)->capture_default_str();
}

void add_field(CLI::App& app, const simcluster::field& f, scenario& s) {
  std::string flag = "--" + std::string(f.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  const auto add = [&](auto member) { add_flag(app, flag, s.*member, f.meaning)->group(f.group); };
  std::visit(add, f.where);
}

void write_port(const std::string& path, std::uint16_t port) {
  std::ofstream file(path);
  file << port << '\n';
  if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}

void serve(const scenario& s) {
  simcluster::server server(s);
  if (!s.port_file.empty()) write_port(s.port_file, server.port());
  std::printf("listening on %s\n", server.url().c_str());
  std::fflush(stdout);
  server.run();
}

int parse_and_serve(int argc, char** argv) {
  scenario s = base_scenario({argv + 1, argv + argc});
  CLI::App app(about);
  app.get_formatter()->column_width(34);
  app.footer(fault_help());
  std::string file;
  app.add_option("--scenario", file, "JSON file: the keys are the flags, with _ for -");
  std::vector<std::string> names;
  std::vector<std::string> faults;
  app.add_option("--algorithms", s.algorithm_count, "how many to make up: acme/algo_000, …")
      ->group("Algorithms");
  app.add_option("--algorithm", names, "OWNER/NAME, repeatable: these instead")
      ->allow_extra_args(false)
      ->group("Algorithms");
  for (const auto& f : simcluster::fields()) add_field(app, f, s);
  app.add_option("--fault", faults, "what goes wrong, repeatable; kinds below")
      ->allow_extra_args(false)
      ->group("Answers");
  CLI11_PARSE(app, argc, argv);
  if (app.count("--algorithms") + names.size() > 0) s.algorithms.clear();
  for (const auto& name : names) {
    s.algorithms.push_back(simcluster::algorithm_spec::parse(boost::json::value(name)));
  }
  for (const auto& text : faults) s.faults.push_back(simcluster::fault::parse(text));
  serve(s);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return parse_and_serve(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "algologd-cluster: %s\n", e.what());
    return 1;
  }
}
