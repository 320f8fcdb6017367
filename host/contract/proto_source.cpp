#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

#include "contract/linker.hpp"

namespace duet::contract {
namespace {

namespace compiler = google::protobuf::compiler;

class Texts final : public compiler::SourceTree {
 public:
  explicit Texts(const std::map<std::string, std::string>& texts) : texts_(texts) {}

  pb::io::ZeroCopyInputStream* Open(const std::string& name) override {
    const auto found = texts_.find(name);
    if (found == texts_.end()) return nullptr;
    return new pb::io::ArrayInputStream(found->second.data(), static_cast<int>(found->second.size()));
  }
  std::string GetLastErrorMessage() override { return "is not among the files"; }

 private:
  const std::map<std::string, std::string> texts_;
};

/// A folder that says what to do about a file that it does not have.
class Folder final : public compiler::SourceTree {
 public:
  Folder(const std::string& root, const std::map<std::string, std::string>& elsewhere) : root_(root) {
    for (const auto& [name, path] : elsewhere) disk_.MapPath(name, path);  // The first that fits counts.
    disk_.MapPath("", root);
  }

  pb::io::ZeroCopyInputStream* Open(const std::string& name) override { return disk_.Open(name); }
  std::string GetLastErrorMessage() override {
    return "cannot be read (" + disk_.GetLastErrorMessage() + ") below " + root_ +
           ", which imports are relative to; give another folder by --proto-path, if that is not the right one";
  }

 private:
  const std::string root_;
  compiler::DiskSourceTree disk_;
};

class ErrorList final : public compiler::MultiFileErrorCollector {
 public:
  explicit ErrorList(const std::string& root) : prefix_(root.empty() ? "" : root + "/") {}

  /// Lines and columns count from 0; -1 is none.
  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    std::string place = prefix_ + file;
    if (line >= 0) place += ":" + std::to_string(line + 1) + ":" + std::to_string(column + 1);
    errors.push_back(place + ": " + message);
  }
  Errors errors;

 private:
  const std::string prefix_;
};

struct SourceLibrary final : Library {
  SourceLibrary(std::unique_ptr<compiler::SourceTree> sources, const std::string& root)
      : tree(std::move(sources)), list(root) {
    database.RecordErrorsTo(&list);
  }

  std::unique_ptr<compiler::SourceTree> tree;
  ErrorList list;
  compiler::SourceTreeDescriptorDatabase database{tree.get(), &host.database()};
  pb::DescriptorPool pool{&database, database.GetValidationErrorCollector()};
};

ReadContract read(std::unique_ptr<compiler::SourceTree> tree, const std::string& root,
                  const std::vector<std::string>& names) {
  const auto library = std::make_shared<SourceLibrary>(std::move(tree), root);
  return link(library, library->pool, names, library->list.errors);
}

}  // namespace

ReadContract read_proto_files(const std::string& root, const std::vector<std::string>& names,
                              const std::map<std::string, std::string>& elsewhere) {
  return read(std::make_unique<Folder>(root, elsewhere), root, names);
}

ReadContract read_proto_texts(const std::map<std::string, std::string>& texts) {
  std::vector<std::string> names;
  for (const auto& [name, text] : texts) names.push_back(name);
  return read(std::make_unique<Texts>(texts), "", names);
}

std::string package_of(const std::string& proto_text) {
  pb::io::ArrayInputStream stream(proto_text.data(), static_cast<int>(proto_text.size()));
  pb::io::Tokenizer tokens(&stream, nullptr);
  pb::FileDescriptorProto file;
  compiler::Parser parser;
  const pb::LogSilencer silencer;
  parser.Parse(&tokens, &file);  // Faults are told when the file is read.
  return file.package();
}

}  // namespace duet::contract
