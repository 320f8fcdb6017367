// error: the handler of the rpc Start has another shape: it is to be `duet::Result<Tree> start_(const duet::Empty&,
// duet::Call&)`, or the same as a coroutine
#include "shop/v1/shop.duet.hpp"

class Reports : public shop::v1::ReportsBase<Reports> {
 public:
  explicit Reports(duet::PluginContext) {}
  duet::Result<shop::v1::Item> start_(const duet::Empty&, duet::Call&);
  static void describe(duet::Plugin<Reports>& plugin) { describe_service(plugin); }
};
DUET_PLUGIN(Reports)
