// What the user's words and the environment say of all places of publications.
#pragma once

#include <string>

#include "net/client.h"
#include "oci/registry/repository.h"

namespace pratique::publish {

// Proxies, certificates, logins, mirrors: as for images. What it says of certificates holds for HTTPS as well.
using Settings = oci::registry::Settings;

}  // namespace pratique::publish
