#include "extract/binary/banners/table.h"

#include <array>

namespace pratique::extract::banners {

// clang-format off: a table
constexpr auto kBanners = std::to_array<Banner>({
    // OPENSSL_VERSION_TEXT of opensslv.in: the date tells it from what is said of it elsewhere
    {"openssl", "OpenSSL ", R"(OpenSSL (\d+\.\d+\.\d+[a-z]{0,2})(?:-fips)?(?:\+quic\d?)?  ?\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec) \d{4})", true},
    {"libressl", "LibreSSL ", R"(LibreSSL (\d+\.\d+\.\d+)\x00)", true},
    {"mbedtls", "mbed TLS ", R"(mbed TLS (\d+\.\d+\.\d+)\x00)", true},
    {"mbedtls", "Mbed TLS ", R"(Mbed TLS (\d+\.\d+\.\d+)\x00)", true},
    // zlib's deflate.c and inftrees.c keep their copyright in the object code; one of the two is linked in
    {"zlib", "deflate ", R"(deflate (\d+\.\d+(?:\.\d+){0,2}) Copyright 1995-\d{4} )"},
    {"zlib", "inflate ", R"(inflate (\d+\.\d+(?:\.\d+){0,2}) Copyright 1995-\d{4} )"},
    {"libpng", "libpng version ", R"(libpng version (\d+\.\d+\.\d+)[ \n\x00])"},
    {"libtiff", "LIBTIFF, Version ", R"(LIBTIFF, Version (\d+\.\d+(?:\.\d+)?)\n)", true},
    {"expat", "expat_", R"(expat_(\d+\.\d+\.\d+)\x00)", true},
    {"curl", "libcurl/", R"(libcurl/(\d+\.\d+\.\d+)\x00)", true},
    {"krb5", "KRB5_BRAND: krb5-", R"(KRB5_BRAND: krb5-(\d+\.\d+(?:\.\d+)?)-)"},
    {"glibc", "GNU C Library (", R"(GNU C Library \([^()\x00]{1,60}\) (?:stable|development) release version (\d+\.\d+))", true},
    {"lua", "Lua 5.", R"(Lua (5\.\d+\.\d+)  ?Copyright \(C\))"},
    {"busybox", "BusyBox v", R"(BusyBox v(\d+\.\d+\.\d+) \()", true},
    {"bash", "@(#)Bash version ", R"(@\(#\)Bash version (\d+\.\d+\.\d+)\()", true},
    {"dropbear", "SSH-2.0-dropbear_", R"(SSH-2\.0-dropbear_(\d{4}\.\d+)[\r\x00])", true},
    {"openssh", "OpenSSH_", R"(OpenSSH_(\d+\.\d+(?:\.\d+)?p\d+)[ \x00])", true},
    {"nginx", "nginx version: nginx/", R"(nginx version: nginx/(\d+\.\d+\.\d+)[ \r\n\x00])", true},
    {"lighttpd", "lighttpd/", R"(lighttpd/(\d+\.\d+\.\d+)(?: \(ssl\))? - a light and fast webserver)", true},
    {"httpd", "Apache/2.", R"(Apache/(2\.\d+\.\d+) \((?:Unix|Debian|Ubuntu|Win64)\))", true},
    {"postgresql", "PostgreSQL ", R"(PostgreSQL (\d+\.\d+(?:\.\d+)?) on [a-z0-9_]+-)", true},
    {"node", "node.js/v", R"(node\.js/v(\d+\.\d+\.\d+)[ \x00])"},
    {"php", "X-Powered-By: PHP/", R"(X-Powered-By: PHP/(\d+\.\d+\.\d+))", true},
    {"ruby", "ruby ", R"(ruby (\d+\.\d+\.\d+)(?:p\d+)? \(\d{4}-\d{2}-\d{2} )", true},
});
// clang-format on

std::span<const Banner> all() { return kBanners; }

}  // namespace pratique::extract::banners
