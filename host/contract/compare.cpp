#include "contract/compare.hpp"

#include <algorithm>

#include "contract/rule.hpp"

namespace duet::contract {
namespace {

/// Calls `use` with every pair of one name.
template <class Map, class Use>
void for_pairs(const Map& before, const Map& now, Use use) {
  for (const auto& [name, old] : before) {
    if (const auto found = now.find(name); found != now.end()) use(*old, *found->second);
  }
}

/// Gives a rule the pairs that it is about.
class Visitor {
 public:
  Visitor(const Side& before, const Side& now, Report& report) : before_(before), now_(now), report_(report) {}

  void operator()(Check<Side> check) { check(before_, now_, report_); }
  void operator()(Check<pb::FileDescriptor> check) { run(before_.files, now_.files, check); }
  void operator()(Check<pb::Descriptor> check) { run(before_.all.messages, now_.all.messages, check); }
  void operator()(Check<pb::EnumDescriptor> check) { run(before_.all.enums, now_.all.enums, check); }
  void operator()(Check<pb::ServiceDescriptor> check) { run(before_.all.services, now_.all.services, check); }
  void operator()(Check<pb::FieldDescriptor> check) {
    for_pairs(before_.all.messages, now_.all.messages, [&](const pb::Descriptor& old, const pb::Descriptor& message) {
      for (int i = 0; i < old.field_count(); ++i) {
        const pb::FieldDescriptor* field = message.FindFieldByNumber(old.field(i)->number());
        if (field != nullptr) check(*old.field(i), *field, report_);
      }
    });
    run(before_.extension_by_number, now_.extension_by_number, check);
  }
  void operator()(Check<pb::MethodDescriptor> check) {
    for_pairs(before_.all.services, now_.all.services,
              [&](const pb::ServiceDescriptor& old, const pb::ServiceDescriptor& service) {
                for (int i = 0; i < old.method_count(); ++i) {
                  const pb::MethodDescriptor* method = service.FindMethodByName(old.method(i)->name());
                  if (method != nullptr) check(*old.method(i), *method, report_);
                }
              });
  }

 private:
  template <class Map, class T>
  void run(const Map& before, const Map& now, Check<T> check) {
    for_pairs(before, now, [&](const T& old, const T& fresh) { check(old, fresh, report_); });
  }

  const Side& before_;
  const Side& now_;
  Report& report_;
};

}  // namespace

std::vector<Breakage> compare(const Files& before, const Files& now, const Options& options) {
  const Side old(before);
  const Side fresh(now);
  std::vector<Breakage> found;
  for (const Rule& rule : all_rules()) {
    if ((rule.categories & static_cast<unsigned>(options.category)) == 0) continue;
    if (std::find(options.exclude.begin(), options.exclude.end(), rule.name) != options.exclude.end()) continue;
    Report report(rule.name, found);
    std::visit(Visitor(old, fresh, report), rule.check);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Breakage> wire_breakages(const core::Schema& before, const core::Schema& now) {
  return compare(own_files(before), own_files(now), {Category::kWire});
}

std::string_view category_name(Category category) {
  switch (category) {
    case Category::kFile:
      return "FILE";
    case Category::kPackage:
      return "PACKAGE";
    case Category::kWireJson:
      return "WIRE_JSON";
    case Category::kWire:
      break;
  }
  return "WIRE";
}

}  // namespace duet::contract
