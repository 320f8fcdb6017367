// The table of a plugin that was built as a library, as a host gets it.
#pragma once

#include <dlfcn.h>

#include <stdexcept>
#include <string>

#include <duet/abi/plugin.h>

namespace duet::test {

// Never unloaded, as in the real host.
inline const duet_plugin* load_plugin(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<const duet_plugin* (*)()>(dlsym(library, DUET_ABI_ENTRY));
  if (!entry) throw std::runtime_error(path + " has no " DUET_ABI_ENTRY);
  return entry();
}

}  // namespace duet::test
