// google.showcase.v1beta1.Compliance, contract-first: every method gives back what it was given.
#include "google/showcase/v1beta1/compliance.duet.hpp"

namespace google::showcase::v1beta1 {
namespace {

class Compliance : public ComplianceBase<Compliance> {
 public:
  explicit Compliance(duet::PluginContext) {}

  using Answer = duet::Result<RepeatResponse>;
  Answer repeat_data_body(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }
  Answer repeat_data_body_info(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }
  Answer repeat_data_query(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }
  Answer repeat_data_simple_path(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }
  Answer repeat_data_path_resource(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }
  Answer repeat_data_path_trailing_resource(const RepeatRequest& request, duet::Call&) {
    return RepeatResponse{request};
  }
  Answer repeat_data_body_put(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }
  Answer repeat_data_body_patch(const RepeatRequest& request, duet::Call&) { return RepeatResponse{request}; }

  static void describe(duet::Plugin<Compliance>& plugin) {
    plugin.id("com.example.showcase").version("1.0.0");
    describe_service(plugin);
  }
};

}  // namespace
}  // namespace google::showcase::v1beta1

DUET_PLUGIN(google::showcase::v1beta1::Compliance)
