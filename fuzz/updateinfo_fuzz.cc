// Lists of updates of every publisher.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("amazon-updateinfo", "updateinfo.xml", data, size);
  read_feed("fedora-updateinfo", "updateinfo.xml", data, size);
  read_feed("rocky-updateinfo", "updateinfo.xml", data, size);
  read_feed("bottlerocket-updateinfo", "updateinfo.xml", data, size);
  return 0;
}
