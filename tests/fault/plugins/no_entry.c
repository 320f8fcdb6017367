/* A shared library that is no plugin. */
__attribute__((visibility("default"))) int some_function(void) { return 1; }
