// error: the rpc Start has no handler: the plugin needs the public member `duet::Result<Tree> start_(const
// duet::Empty&, duet::Call&)`
#include "shop/v1/shop.duet.hpp"

class Reports : public shop::v1::ReportsBase<Reports> {
 public:
  explicit Reports(duet::PluginContext) {}
  static void describe(duet::Plugin<Reports>& plugin) { describe_service(plugin); }

 private:
  duet::Result<shop::v1::Tree> start_(const duet::Empty&, duet::Call&);
};
DUET_PLUGIN(Reports)
