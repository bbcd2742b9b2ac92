// From an rpm header to a component, and the parts of that which the manifest of distroless images shares.
#pragma once

#include <string>
#include <string_view>

#include "extract/os/rpm/header.h"
#include "model/component.h"

namespace pratique::extract::os {

// Key packages hold a public key, no files.
inline bool is_key_package(std::string_view name) { return name == "gpg-pubkey"; }

// The component without namespace and distro in its purl. The version is VERSION-RELEASE; an epoch other than
// 0 is the qualifier "epoch", as purl's rpm type has it.
model::Component rpm_component(const RpmHeader& header);

// Source package "openssl" and its version "1.1.1k-9.el8" from "openssl-1.1.1k-9.el8.src.rpm"; nothing when
// the text has another form or the source has the component's own name and version. A source's epoch is
// recorded nowhere.
void set_source_rpm(model::Component& component, std::string_view source_rpm);

}  // namespace pratique::extract::os
