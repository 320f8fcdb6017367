// Everything for a plugin. A plugin is a class; DUET_PLUGIN makes it the one that the library offers to the host.
//
//   class Items {
//    public:
//     using Settings = ItemsSettings;                                  // if it has settings: see settings.hpp
//     Items(duet::PluginContext context, const Settings& settings);    // or Items(duet::PluginContext)
//     duet::Status start();                                            // may be left out
//     void stop();                                                     // may be left out
//
//     duet::Result<Item> get(const GetItemRequest& request, duet::Call& call);
//
//     static void describe(duet::Plugin<Items>& plugin) {
//       plugin.id("com.example.items").version("1.0.0");
//       auto& service = plugin.service("items.v1.Items").doc("A catalogue of items.");
//       service.unary("GetItem", &Items::get).get("/items/{id}").doc("Reads one item.");
//     }
//   };
//   DUET_PLUGIN(Items)
//
// Handlers run on threads of the host, several at a time. Constructor, start(), stop() and destructor do not overlap
// with one another; stop() comes after the last call has been answered. What a handler throws becomes INTERNAL for the
// caller and a line in the host's log.
#pragma once

#include "body.hpp"
#include "call.hpp"
#include "context.hpp"
#include "model.hpp"
#include "plugin/builder.hpp"
#include "plugin/table.hpp"
#include "result.hpp"
#include "service.hpp"
#include "settings.hpp"
#include "status.hpp"
#include "status_details.hpp"
#include "stream.hpp"
#include "task.hpp"

// Exports `Class` as the plugin of this library. At namespace scope, once.
#define DUET_PLUGIN(Class) \
  extern "C" const duet_plugin* duet_plugin_v1(void) { return ::duet::plugin_table<Class>(); }
