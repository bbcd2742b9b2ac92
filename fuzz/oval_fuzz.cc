// OVAL of every publisher.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("azure-oval", "azurelinux-3.0-oval.xml", data, size);
  read_feed("oracle-oval", "elsa.xml", data, size);
  read_feed("suse-oval", "suse-affected.xml", data, size);
  read_feed("photon-oval", "p.xml", data, size);
  read_feed("almalinux-oval", "a.xml", data, size);
  read_feed("ubuntu-oval", "com.ubuntu.jammy.cve.oval.xml", data, size);
  read_feed("redhat-oval", "rhel-8-including-unpatched.oval.xml", data, size);
  return 0;
}
