// export DIRECTORY PLUGIN.so ...: writes the .proto files of the plugins and of the models of tests/sdk, as
// `duet contract export` writes them.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "contracts.hpp"
#include "describe/export.hpp"

namespace {

void write(const duet::core::Schema& schema, const std::filesystem::path& directory) {
  const auto all = duet::describe::export_protos(schema);
  for (const std::string& name : schema.file_names()) {
    const std::filesystem::path path = directory / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << all.at(name);
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path.string());
  }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    for (int i = 2; i < count; ++i) write(round_trip::contract_of(arguments[i]), arguments[1]);
    write(round_trip::contract_of_models(), arguments[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "export: " << error.what() << '\n';
    return 1;
  }
}
