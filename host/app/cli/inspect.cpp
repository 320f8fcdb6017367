#include "app/cli/inspect.hpp"

#include <iostream>

#include "app/door_options.hpp"
#include "config/load.hpp"

namespace duet::app::cli {

int report(const Errors& errors) {
  for (const std::string& error : errors) std::cerr << "duet: " << error << '\n';
  return 1;
}

int with_assembly(const config::Config& config, Depth depth, const std::function<int(const Assembly&)>& use) {
  core::Dispatcher dispatcher(dispatcher_options(config));
  const auto assembly = assemble(config, {}, depth, dispatcher);
  return assembly ? use(*assembly) : report(assembly.error());
}

int with_assembly(const std::string& config_file, Depth depth, const std::function<int(const Assembly&)>& use) {
  const auto config = config::load(config_file);
  return config ? with_assembly(*config, depth, use) : report(config.error());
}

}  // namespace duet::app::cli
