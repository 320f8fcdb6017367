/* A plugin for a plugin ABI that does not exist yet. */
__attribute__((visibility("default"))) const void* duet_plugin_v2(void) { return 0; }
