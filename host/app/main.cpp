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
  CLI::App& export_command = *contract_command.add_subcommand("export", "Write the contracts as .proto files");
  add_config(export_command);
  export_command.add_option("plugin", export_options.plugin,
                            "One plugin: its name in the configuration, or a shared library; without it all");
  export_command.add_option("-o,--out", export_options.out,
                            "A folder for all files that protoc needs; without it the plugins' own are printed");
  export_command.callback([&] {
    export_options.config = config;
    status = contract_export(export_options);
  });

  app.add_subcommand("version", "Show the version")->callback([] { std::cout << "duet " DUET_VERSION "\n"; });

  CLI11_PARSE(app, argc, argv);
  return status;
}
