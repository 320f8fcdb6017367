// Part of every program that links gRPC, when it is built for ThreadSanitizer.
//
// gRPC, abseil and protobuf come from archives that are not built for it: their own reads and writes are not seen, but
// each malloc(), memcpy() or free() that they call is, without the atomics that order them. Reporting and sorting out
// those false races takes minutes a test. So these programs leave out what happens inside intercepted functions, and
// check everything that this project's code reads and writes itself. TSAN_OPTIONS adds to this and has the last word.
extern "C" __attribute__((visibility("default"))) const char* __tsan_default_options();

const char* __tsan_default_options() { return "ignore_interceptors_accesses=1"; }
