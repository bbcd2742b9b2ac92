#include "model/redact.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::model {
namespace {

struct Value {
  std::string_view name, value;
};

TEST(Redact, ValuesOfSecretNamesAndShapesAreTakenOut) {
  const std::string token(40, 'a');
  const std::string github = "ghp_" + token, jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
  for (const auto& [name, value] : {
           Value{"PASSWORD", "hunter2"},
           Value{"DB_PASSWORD", "hunter2"},
           Value{"POSTGRES_PASSWORD", "postgres"},
           Value{"PGPASSWORD", "x"},
           Value{"MYSQL_PWD", "x y"},
           Value{"dbPassword", "hunter2"},
           Value{"spring.datasource.password", "hunter2"},
           Value{"SMTP_PASS", "hunter2"},
           Value{"SSHPASS", "hunter2"},
           Value{"KEYSTORE_PASSPHRASE", "hunter2"},
           Value{"NPM_TOKEN", "abc"},
           Value{"authtoken", "abc"},
           Value{"GITHUB_TOKEN", github},
           Value{"CLIENT_SECRET", "abc"},
           Value{"SECRET_KEY_BASE64", "YWJj"},
           Value{"DJANGO_SECRET_KEY", "abc"},
           Value{"API_KEY", "abc"},
           Value{"apiKey", "abc"},
           Value{"STRIPE_APIKEY", "abc"},
           Value{"AWS_SECRET_ACCESS_KEY", "abc"},
           Value{"AWS_ACCESS_KEY_ID", "abc"},
           Value{"ENCRYPTION_KEY", "abc"},
           Value{"PRIVATE_KEY", "abc"},
           Value{"REDISCLI_AUTH", "abc"},
           Value{"GOOGLE_CREDENTIALS", "{}"},
           Value{"ANYTHING", github},
           Value{"ANYTHING", jwt},
           Value{"ANYTHING", "AKIAIOSFODNN7EXAMPLE"},
           Value{"ANYTHING", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"},
       }) {
    const auto out = redact_value(name, value);
    EXPECT_EQ(out.text, kRedacted) << name << "=" << value;
    EXPECT_EQ(out.what.size(), 1u) << name;
  }
}

TEST(Redact, WhatOnlySoundsSecretStays) {
  for (const auto& [name, value] : {
           Value{"PATH", "/usr/local/sbin:/usr/local/bin"},
           Value{"PWD", "srv"},
           Value{"OLDPWD", "srv"},
           Value{"GPG_KEY", "E3FF2839C048B25C084DEBE9B26995E310250568"},
           Value{"GPG_KEYS", "42F95F04 7C1A2B3D"},
           Value{"SSH_PUBLIC_KEY", "ssh-ed25519 AAAAC3"},
           Value{"TOKENIZERS_PARALLELISM", "false"},
           Value{"TOKEN_EXPIRY", "3600"},
           Value{"KEYBOARD_LAYOUT", "de"},
           Value{"KEYCLOAK_URL", "https://sso.example/realms"},
           Value{"PASSENGER_VERSION", "6.0"},
           Value{"BYPASS", "a,b"},
           Value{"COMPASS", "north"},
           Value{"SECRETS_DIR", "run"},
           Value{"MONKEY", "see"},
           Value{"AUTHOR", "somebody"},
           Value{"ALLOW_EMPTY_PASSWORD", "yes"},
           Value{"MYSQL_RANDOM_ROOT_PASSWORD", "1"},
           Value{"POSTGRES_PASSWORD_FILE", "/run/secrets/db"},
           Value{"DB_PASSWORD", "/run/secrets/db"},
           Value{"DB_PASSWORD", "$OTHER"},
           Value{"DB_PASSWORD", "${OTHER:-}"},
           Value{"DB_PASSWORD", ""},
           Value{"NODE_VERSION", "20.11.1"},
           Value{"JAVA_SHA256", "9c4b2a8f0e6d7c5b3a1f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d9c8b"},
           Value{"HOMEPAGE", "https://git.example/a@b"},
           Value{"REPO", "ssh://git@git.example/shop.git"},
           Value{"MAIL", "somebody@example.org"},
           Value{"IMAGE", "registry.example:5000/shop@sha256:00"},
           Value{"org.opencontainers.image.source", "https://git.example/shop"},
       }) {
    const auto out = redact_value(name, value);
    EXPECT_EQ(out.text, value) << name;
    EXPECT_TRUE(out.what.empty()) << name;
  }
}

struct Text {
  std::string_view text, shown;
};

TEST(Redact, TextsKeepWhatIsNotSecret) {
  for (const auto& [text, shown] : {
           Text{"ENV DB_USER=shop DB_PASSWORD=hunter2 MODE=fast",
                "ENV DB_USER=shop DB_PASSWORD=[redacted] MODE=fast"},
           Text{"/bin/sh -c #(nop)  ENV PGPASSWORD=hunter2", "/bin/sh -c #(nop)  ENV PGPASSWORD=[redacted]"},
           Text{"ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD [redacted]"},
           Text{"ARG NPM_TOKEN", "ARG NPM_TOKEN"},
           Text{"|2 NPM_TOKEN=abc MODE=fast /bin/sh -c npm ci",
                "|2 NPM_TOKEN=[redacted] MODE=fast /bin/sh -c npm ci"},
           Text{"RUN export API_KEY='a b' && run", "RUN export API_KEY='[redacted]' && run"},
           Text{"RUN x --password hunter2 --user shop", "RUN x --password [redacted] --user shop"},
           Text{"RUN x --token=hunter2; y", "RUN x --token=[redacted]; y"},
           Text{"curl -H \"Authorization: Bearer abc.def\" https://x.example",
                "curl -H \"Authorization: Bearer [redacted]\" https://x.example"},
           Text{"curl -H 'X-Api-Key: abc' x", "curl -H 'X-Api-Key: [redacted]' x"},
           Text{"{\"user\": \"shop\", \"password\": \"hunter2\"}",
                "{\"user\": \"shop\", \"password\": \"[redacted]\"}"},
           Text{"postgres://shop:hunter2@db.example:5432/shop?ssl=1",
                "postgres://shop:[redacted]@db.example:5432/shop?ssl=1"},
           Text{"git clone https://ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@git.example/x",
                "git clone https://[redacted]@git.example/x"},
           Text{"redis://:hunter2@cache:6379", "redis://:[redacted]@cache:6379"},
           Text{"Server=db;User Id=sa;Password=hunter2;Encrypt=no",
                "Server=db;User Id=sa;Password=[redacted];Encrypt=no"},
           Text{"RUN echo 'root:hunter2' | chpasswd", "RUN echo 'root:[redacted]' | chpasswd"},
           Text{"RUN mysql -e \"SET PASSWORD='hunter2'\"", "RUN mysql -e \"SET PASSWORD='[redacted]'\""},
           Text{"RUN test \"$PASSWORD\" = \"\" || exit 1", "RUN test \"$PASSWORD\" = \"\" || exit 1"},
           Text{"DB_PASSWORD=$(cat /run/secrets/db) start", "DB_PASSWORD=$(cat /run/secrets/db) start"},
           Text{"RUN --mount=type=secret,id=npm npm ci", "RUN --mount=type=secret,id=npm npm ci"},
           Text{"COPY token.go keys/ /src/ # buildkit", "COPY token.go keys/ /src/ # buildkit"},
           Text{"RUN apt-key add key.asc && apt-get update", "RUN apt-key add key.asc && apt-get update"},
           Text{"gpg --batch --recv-keys E3FF2839C048B25C", "gpg --batch --recv-keys E3FF2839C048B25C"},
           Text{"", ""},
           Text{"PASSWORD=", "PASSWORD="},
       }) {
    EXPECT_EQ(redact_text(text).text, shown);
    EXPECT_EQ(redact_text(text).what.empty(), text == shown) << text;
  }
}

TEST(Redact, TwiceChangesNothingMore) {
  for (const std::string_view text :
       {"A_TOKEN=abc b", "postgres://u:p@h/", "--password 'x\\'y' z", "x: Authorization: Basic YTpi",
        "PASSWORD=\"open", "echo a:b | chpasswd", "-----BEGIN PRIVATE KEY-----abc",
        "TOKEN: TOKEN: TOKEN=1a"}) {
    const auto once = redact_text(text).text;
    EXPECT_EQ(redact_text(once).text, once) << text;
    EXPECT_TRUE(redact_text(once).what.empty()) << text;
  }
}

// A hostile configuration is read in time proportional to its length.
TEST(Redact, LongTextsAreReadOnce) {
  for (const std::string_view part : {"PASSWORD=", "a:", "://", "eyJ.", "-----BEGIN ", "\"", "x"}) {
    std::string text;
    while (text.size() < (1u << 20)) text += part;
    EXPECT_GE(redact_text(text).text.size(), 1u);
  }
}

}  // namespace
}  // namespace pratique::model
