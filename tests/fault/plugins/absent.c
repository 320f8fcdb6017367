/* The library that missing_library.c needs. */
__attribute__((visibility("default"))) int absent_function(void) { return 1; }
