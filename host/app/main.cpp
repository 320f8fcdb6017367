// duet: the host as a program.
#include <CLI/CLI.hpp>

#include "app/cli/commands.hpp"

int main(int argc, char** argv) {
  using namespace duet::app::cli;

  CLI::App app{"Duet serves plugins over REST and gRPC from one handler."};
  app.require_subcommand(1);
  int status = 0;
  std::string config = "/etc/duet/config.toml";
  const auto add_config = [&](CLI::App& command) {
    return command.add_option("-c,--config", config, "The configuration file")->capture_default_str();
  };

  ServeOptions serve_options;
  CLI::App& serve_command = *app.add_subcommand("serve", "Load the plugins and serve them until SIGTERM");
  add_config(serve_command);
  serve_command.add_option("--rest-port", serve_options.rest_port, "Port for REST, over the file's; 0 = any free one")
      ->check(CLI::Range(0, 65535));
  serve_command.add_option("--grpc-port", serve_options.grpc_port, "Port for gRPC, over the file's; 0 = any free one")
      ->check(CLI::Range(0, 65535));
  serve_command.callback([&] {
    serve_options.config = config;
    status = serve(serve_options);
  });

  CLI::App& check_command = *app.add_subcommand("check", "Check the configuration and its plugins without serving");
  add_config(check_command);
  check_command.callback([&] { status = check(config); });

  CLI::App& routes_command = *app.add_subcommand("routes", "Show method, path, RPC and plugin of every route");
  add_config(routes_command);
  routes_command.callback([&] { status = routes(config); });

  ExportOptions export_options;
  CLI::App& contract_command = *app.add_subcommand("contract", "Work with the contracts of plugins");
  contract_command.require_subcommand(1);
  CLI::App& export_command =
      *contract_command.add_subcommand("export", "Write the contracts as .proto files or as a descriptor set");
  add_config(export_command);
  export_command.add_option("plugin", export_options.plugin,
                            "One plugin: its name in the configuration, or a shared library; without it all");
  export_command.add_option("-o,--out", export_options.out,
                            "A folder for all files that protoc needs, or the file for the descriptor set; without it "
                            "the plugins' own files, or the set, are printed");
  std::string export_format = "proto";
  export_command.add_option("--format", export_format, "proto, or descriptor-set: one FileDescriptorSet with imports")
      ->check(CLI::IsMember({"proto", "descriptor-set"}))
      ->capture_default_str();
  export_command.callback([&] {
    export_options.config = config;
    export_options.descriptor_set = export_format == "descriptor-set";
    status = contract_export(export_options);
  });

  ContractCheckOptions compared;
  CLI::App& compare_command = *contract_command.add_subcommand(
      "check",
      "Tell what breaks clients of an older contract. Exit status: 0 = nothing, 100 = something, 1 = an error");
  add_config(compare_command);
  compare_command
      .add_option(
          "--against", compared.before,
          "The old contract: a .proto file or a folder of them, a descriptor set, a plugin (.so, or its name) or "
          "a running host (HOST:PORT, unix:PATH, grpc://..., grpcs://...)")
      ->required();
  compare_command.add_option("new", compared.now, "The new one, of any kind; without it every plugin as configured");
  compare_command
      .add_option("--category", compared.category, "What is to go on working: code by file or package, or bytes")
      ->check(CLI::IsMember({"FILE", "PACKAGE", "WIRE_JSON", "WIRE"}))
      ->capture_default_str();
  compare_command.add_option("--exclude", compared.exclude, "A rule not to look at; may be given again")
      ->allow_extra_args(false)
      ->delimiter(',');
  compare_command.add_option("-I,--proto-path", compared.proto_path,
                             "What .proto files import and are named relative to; without it the folder, or what is "
                             "above the folders of the file's package");
  compare_command.add_option("--ca", compared.ca, "A PEM file of whom to trust, for grpcs://")
      ->check(CLI::ExistingFile);
  std::string error_format = "text";
  compare_command.add_option("--error-format", error_format, "text, or json: one object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  compare_command.callback([&] {
    compared.config = config;
    compared.json = error_format == "json";
    status = contract_check(compared);
  });
  contract_command.add_subcommand("rules", "List the rules of check and their categories")->callback([&] {
    status = contract_rules();
  });

  app.add_subcommand("version", "Show the version")->callback([] { std::cout << "duet " DUET_VERSION "\n"; });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;  // CLI11's own numbers would be taken for those of the commands
  }
  return status;
}
