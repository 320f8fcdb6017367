#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/inspect.hpp"

namespace duet::app::cli {

int check(const std::string& config) {
  return with_assembly(config, Depth::kInstance, [&](const Assembly& assembly) {
    for (const Part& part : assembly.parts) {
      std::cout << "plugin " << part.plugin.name << ' ' << part.version << " from " << part.origin << ": ok\n";
    }
    std::cout << config << ": ok, " << assembly.parts.size() << " plugins, " << assembly.catalog->methods().size()
              << " methods, " << assembly.catalog->route_list().size() << " routes\n";
    return 0;
  });
}

}  // namespace duet::app::cli
