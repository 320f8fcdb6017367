/* The version of the plugin ABI.
 *
 * The major version is part of the name of the entry function (duet_plugin_v1), so that a host never calls a plugin of
 * another major. Within a major, tables only grow at their ends: `size` members tell an older peer from a newer one,
 * and a plugin that cannot work without a newer member says so in `minor_needed`.
 */
#ifndef DUET_ABI_VERSION_H
#define DUET_ABI_VERSION_H

#define DUET_ABI_MAGIC 0x31545544u /* "DUT1", little-endian */
#define DUET_ABI_MAJOR 1
#define DUET_ABI_MINOR 2
#define DUET_ABI_ENTRY "duet_plugin_v1"

#endif
