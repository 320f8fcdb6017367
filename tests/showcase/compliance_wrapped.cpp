// The same plugin for one_encoding.cpp, which stands before it.
#define duet_plugin_v1 wrapped_plugin_v1
#include "compliance_plugin.cpp"
