#include <algorithm>
#include <ctime>
#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/door_report.hpp"
#include "app/cli/inspect.hpp"
#include "config/load.hpp"

namespace duet::app::cli {
namespace {

void print(const DoorReport& doors) {
  for (const std::string& line : doors.lines) std::cout << line << '\n';
  std::cout << std::flush;
  for (const std::string& warning : doors.warnings) std::cerr << "duet: warning: " << warning << '\n';
}

int print(const std::string& file, const Assembly& assembly) {
  for (const Part& part : assembly.parts) {
    std::cout << "plugin " << part.plugin.name << ' ' << part.version << " from " << part.origin << ": ok\n";
  }
  const auto& routes = assembly.catalog->route_list();
  const auto configured =
      std::count_if(routes.begin(), routes.end(), [](const auto& route) { return !route->location.empty(); });
  std::cout << file << ": ok, " << assembly.parts.size() << " plugins, " << assembly.catalog->methods().size()
            << " methods, " << routes.size() << " routes";
  if (configured > 0) std::cout << ", " << configured << " of them by [[plugin.route]]";
  std::cout << '\n';
  return 0;
}

}  // namespace

int check(const std::string& file) {
  const auto config = config::load(file);
  if (!config) return report(config.error());
  const auto certificates = load_certificates(*config);
  if (certificates) {
    print(report_doors(*config, *certificates, std::time(nullptr)));
  } else {
    report(certificates.error());
  }
  // The plugins are looked at whatever became of the certificates, so that one run tells all.
  const int status = with_assembly(*config, Depth::kInstance,
                                   [&](const Assembly& assembly) { return certificates ? print(file, assembly) : 1; });
  return certificates ? status : 1;
}

}  // namespace duet::app::cli
