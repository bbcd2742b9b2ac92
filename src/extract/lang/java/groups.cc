#include "extract/lang/java/groups.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::java {
namespace {

// One row: an artifact, its group, and what must be true for the row to hold.
struct Fact {
  std::string_view artifact;  // "spring-boot*" stands for all that start so
  std::string_view group;
  std::string_view package;  // a folder of its classes
  unsigned below = 0;        // only majors below this one; 0: every version
};

// The first row that fits decides, so what is special stands before what is general. Taken from the
// artifacts' own pages in Maven Central; kept to projects that ship jars without pom.properties, or whose
// group neither manifest nor packages tell.
constexpr Fact kFacts[] = {
    // Spring is built by Gradle: no pom.properties, and "spring.core" in the manifest.
    {"spring-boot-starter*", "org.springframework.boot", ""},  // no classes; other projects' starters end so
    {"spring-boot*", "org.springframework.boot", "org/springframework/boot"},
    {"spring-security-oauth2", "org.springframework.security.oauth", "org/springframework/security/oauth2"},
    {"spring-security-jwt", "org.springframework.security", "org/springframework/security/jwt"},
    {"spring-security-*", "org.springframework.security", "org/springframework/security"},
    {"spring-data-*", "org.springframework.data", "org/springframework/data"},
    {"spring-integration-*", "org.springframework.integration", "org/springframework/integration"},
    {"spring-batch-*", "org.springframework.batch", "org/springframework/batch"},
    {"spring-session-*", "org.springframework.session", "org/springframework/session"},
    {"spring-cloud-*", "org.springframework.cloud", "org/springframework/cloud"},
    {"spring-hateoas", "org.springframework.hateoas", "org/springframework/hateoas"},
    {"spring-plugin-*", "org.springframework.plugin", "org/springframework/plugin"},
    {"spring-kafka*", "org.springframework.kafka", "org/springframework/kafka"},
    {"spring-amqp", "org.springframework.amqp", "org/springframework/amqp"},
    {"spring-rabbit*", "org.springframework.amqp", "org/springframework/amqp"},
    {"spring-retry", "org.springframework.retry", "org/springframework/retry"},
    {"spring-ws-*", "org.springframework.ws", "org/springframework/ws"},
    {"spring-xml", "org.springframework.ws", "org/springframework/xml"},
    {"spring-ldap-*", "org.springframework.ldap", "org/springframework/ldap"},
    {"spring-graphql*", "org.springframework.graphql", "org/springframework/graphql"},
    {"spring-restdocs-*", "org.springframework.restdocs", "org/springframework/restdocs"},
    {"spring-webflow", "org.springframework.webflow", "org/springframework/webflow"},
    {"spring-jcl", "org.springframework", "org/apache/commons/logging"},
    {"spring-aop", "org.springframework", "org/springframework/aop"},
    {"spring-aspects", "org.springframework", "org/springframework"},
    {"spring-beans", "org.springframework", "org/springframework/beans"},
    {"spring-context*", "org.springframework", "org/springframework"},
    {"spring-core*", "org.springframework", "org/springframework"},
    {"spring-expression", "org.springframework", "org/springframework/expression"},
    {"spring-instrument*", "org.springframework", "org/springframework/instrument"},
    {"spring-jdbc", "org.springframework", "org/springframework/jdbc"},
    {"spring-jms", "org.springframework", "org/springframework/jms"},
    {"spring-messaging", "org.springframework", "org/springframework/messaging"},
    {"spring-orm", "org.springframework", "org/springframework/orm"},
    {"spring-oxm", "org.springframework", "org/springframework/oxm"},
    {"spring-r2dbc", "org.springframework", "org/springframework/r2dbc"},
    {"spring-test", "org.springframework", "org/springframework/test"},
    {"spring-tx", "org.springframework", "org/springframework"},
    {"spring-web*", "org.springframework", "org/springframework/web"},
    // Apache: Commons moved to org.apache.commons one by one; those that did not, or not from the start, are
    // their own group.
    {"commons-beanutils*", "commons-beanutils", "org/apache/commons/beanutils"},
    {"commons-chain", "commons-chain", "org/apache/commons/chain"},
    {"commons-cli", "commons-cli", "org/apache/commons/cli"},
    {"commons-codec", "commons-codec", "org/apache/commons/codec"},
    {"commons-collections", "commons-collections", "org/apache/commons/collections"},
    {"commons-configuration", "commons-configuration", "org/apache/commons/configuration"},
    {"commons-daemon", "commons-daemon", "org/apache/commons/daemon"},
    {"commons-dbcp", "commons-dbcp", "org/apache/commons/dbcp"},
    {"commons-dbutils", "commons-dbutils", "org/apache/commons/dbutils"},
    {"commons-digester", "commons-digester", "org/apache/commons/digester"},
    {"commons-discovery", "commons-discovery", "org/apache/commons/discovery"},
    {"commons-el", "commons-el", "org/apache/commons/el"},
    {"commons-fileupload", "commons-fileupload", "org/apache/commons/fileupload"},
    {"commons-httpclient", "commons-httpclient", "org/apache/commons/httpclient"},
    {"commons-io", "commons-io", "org/apache/commons/io"},
    {"commons-jexl", "commons-jexl", "org/apache/commons/jexl"},
    {"commons-jxpath", "commons-jxpath", "org/apache/commons/jxpath"},
    {"commons-lang", "commons-lang", "org/apache/commons/lang"},
    {"commons-logging*", "commons-logging", "org/apache/commons/logging"},
    {"commons-math", "commons-math", "org/apache/commons/math", 2},
    {"commons-net", "commons-net", "org/apache/commons/net"},
    {"commons-pool", "commons-pool", "org/apache/commons/pool"},
    {"commons-validator", "commons-validator", "org/apache/commons/validator"},
    {"tomcat-embed-*", "org.apache.tomcat.embed", ""},
    {"tomcat-annotations-api", "org.apache.tomcat", ""},
    {"tomcat-*", "org.apache.tomcat", "org/apache"},
    {"log4j", "log4j", "org/apache/log4j"},
    {"httpclient*", "org.apache.httpcomponents", "org/apache/http"},
    {"httpcore*", "org.apache.httpcomponents", "org/apache/http"},
    {"httpmime", "org.apache.httpcomponents", "org/apache/http"},
    {"httpasyncclient", "org.apache.httpcomponents", "org/apache/http"},
    {"velocity", "org.apache.velocity", "org/apache/velocity"},
    {"velocity-engine-core", "org.apache.velocity", "org/apache/velocity"},
    {"xercesImpl", "xerces", "org/apache/xerces"},
    {"xalan", "xalan", "org/apache/xalan"},
    {"serializer", "xalan", "org/apache/xml/serializer"},
    {"xml-apis", "xml-apis", "org/w3c/dom"},
    {"xmlsec", "org.apache.santuario", "org/apache/xml/security"},
    {"ant", "org.apache.ant", "org/apache/tools/ant"},
    {"ant-*", "org.apache.ant", "org/apache/tools/ant"},
    {"kafka-clients", "org.apache.kafka", "org/apache/kafka"},
    {"kafka_*", "org.apache.kafka", "kafka"},
    {"lucene-*", "org.apache.lucene", "org/apache/lucene"},
    {"solr-*", "org.apache.solr", "org/apache/solr"},
    {"groovy*", "org.codehaus.groovy", "org/codehaus/groovy", 4},
    {"groovy*", "org.apache.groovy", "org/codehaus/groovy"},
    {"bsh", "org.beanshell", "bsh"},
    {"derby*", "org.apache.derby", "org/apache/derby"},
    {"avalon-framework", "avalon-framework", "org/apache/avalon"},
    {"oro", "oro", "org/apache/oro"},
    // Hibernate, JBoss and what surrounds them.
    {"hibernate-validator*", "org.hibernate", "org/hibernate/validator", 6},
    {"hibernate-validator*", "org.hibernate.validator", "org/hibernate/validator"},
    {"hibernate-commons-annotations", "org.hibernate.common", "org/hibernate"},
    {"hibernate-jpa-2*", "org.hibernate.javax.persistence", "javax/persistence"},
    {"hibernate-core", "org.hibernate", "org/hibernate", 6},
    {"hibernate-core", "org.hibernate.orm", "org/hibernate"},
    {"javassist", "org.javassist", "javassist"},
    {"undertow-*", "io.undertow", "io/undertow"},
    {"xnio-*", "org.jboss.xnio", "org/xnio"},
    // Google.
    {"guava", "com.google.guava", "com/google/common"},
    {"failureaccess", "com.google.guava", "com/google/common/util/concurrent/internal"},
    {"gson", "com.google.code.gson", "com/google/gson"},
    {"guice*", "com.google.inject", "com/google/inject"},
    {"protobuf-java*", "com.google.protobuf", "com/google/protobuf"},
    {"jsr305", "com.google.code.findbugs", "javax/annotation"},
    {"error_prone_annotations", "com.google.errorprone", "com/google/errorprone"},
    {"j2objc-annotations", "com.google.j2objc", "com/google/j2objc"},
    {"google-collections", "com.google.collections", "com/google/common"},
    {"grpc-*", "io.grpc", "io/grpc"},
    {"perfmark-api", "io.perfmark", "io/perfmark"},
    {"opencensus-*", "io.opencensus", "io/opencensus"},
    // Square, JetBrains.
    {"okhttp*", "com.squareup.okhttp", "com/squareup/okhttp", 3},
    {"okhttp*", "com.squareup.okhttp3", "okhttp3"},
    {"okio*", "com.squareup.okio", "okio"},
    {"retrofit", "com.squareup.retrofit2", "retrofit2"},
    {"kotlin-*", "org.jetbrains.kotlin", "kotlin"},
    {"kotlinx-coroutines-*", "org.jetbrains.kotlinx", "kotlinx/coroutines"},
    {"kotlinx-serialization-*", "org.jetbrains.kotlinx", "kotlinx/serialization"},
    {"annotations", "org.jetbrains", "org/jetbrains/annotations"},
    // Reactive, metrics, cloud.
    {"reactor-core", "io.projectreactor", "reactor/core"},
    {"reactor-netty*", "io.projectreactor.netty", "reactor/netty"},
    {"rxjava", "io.reactivex", "rx", 2},
    {"rxjava", "io.reactivex.rxjava2", "io/reactivex", 3},
    {"rxjava", "io.reactivex.rxjava3", "io/reactivex/rxjava3"},
    {"reactive-streams", "org.reactivestreams", "org/reactivestreams"},
    {"micrometer-*", "io.micrometer", "io/micrometer"},
    {"context-propagation", "io.micrometer", "io/micrometer/context"},
    {"HdrHistogram", "org.hdrhistogram", "org/HdrHistogram"},
    {"LatencyUtils", "org.latencyutils", "org/LatencyUtils"},
    {"simpleclient*", "io.prometheus", "io/prometheus"},
    {"netty-tcnative*", "io.netty", "io/netty/internal/tcnative"},
    {"netty-*", "io.netty", "io/netty"},
    {"netty", "io.netty", "io/netty"},
    {"netty", "org.jboss.netty", "org/jboss/netty"},
    {"opentelemetry-*", "io.opentelemetry", "io/opentelemetry"},
    {"elasticsearch*", "org.elasticsearch", "org/elasticsearch"},
    {"jna", "net.java.dev.jna", "com/sun/jna"},
    {"jna-platform", "net.java.dev.jna", "com/sun/jna/platform"},
    // Drivers and stores.
    {"h2", "com.h2database", "org/h2"},
    {"hsqldb", "org.hsqldb", "org/hsqldb"},
    {"mysql-connector-java", "mysql", "com/mysql"},
    {"mysql-connector-j", "com.mysql", "com/mysql"},
    {"mariadb-java-client", "org.mariadb.jdbc", "org/mariadb/jdbc"},
    {"postgresql", "org.postgresql", "org/postgresql"},
    {"ojdbc*", "com.oracle.database.jdbc", "oracle/jdbc"},
    {"mssql-jdbc", "com.microsoft.sqlserver", "com/microsoft/sqlserver"},
    {"sqlite-jdbc", "org.xerial", "org/sqlite"},
    {"snappy-java", "org.xerial.snappy", "org/xerial/snappy"},
    {"lz4-java", "org.lz4", "net/jpountz"},
    {"lz4-pure-java", "org.lz4", "net/jpountz"},
    {"zstd-jni", "com.github.luben", "com/github/luben/zstd"},
    {"HikariCP*", "com.zaxxer", "com/zaxxer/hikari"},
    {"c3p0", "com.mchange", "com/mchange/v2/c3p0"},
    {"mongodb-driver-*", "org.mongodb", "com/mongodb"},
    {"mongo-java-driver", "org.mongodb", "com/mongodb"},
    {"bson", "org.mongodb", "org/bson"},
    {"lettuce-core", "io.lettuce", "io/lettuce/core"},
    {"jedis", "redis.clients", "redis/clients/jedis"},
    {"flyway-*", "org.flywaydb", "org/flywaydb"},
    {"liquibase-core", "org.liquibase", "liquibase"},
    {"jooq", "org.jooq", "org/jooq"},
    {"ehcache", "net.sf.ehcache", "net/sf/ehcache"},
    {"ehcache", "org.ehcache", "org/ehcache"},
    {"caffeine", "com.github.ben-manes.caffeine", "com/github/benmanes/caffeine"},
    {"quartz", "org.quartz-scheduler", "org/quartz"},
    // Formats and tools.
    {"snakeyaml", "org.yaml", "org/yaml/snakeyaml"},
    {"jackson-*-asl", "org.codehaus.jackson", "org/codehaus/jackson"},
    {"dom4j", "dom4j", "org/dom4j", 2},
    {"dom4j", "org.dom4j", "org/dom4j"},
    {"jdom", "org.jdom", "org/jdom"},
    {"jdom2", "org.jdom", "org/jdom2"},
    {"xstream", "com.thoughtworks.xstream", "com/thoughtworks/xstream"},
    {"xpp3*", "xpp3", "org/xmlpull"},
    {"xmlpull", "xmlpull", "org/xmlpull"},
    {"stax-api", "stax", "javax/xml/stream"},
    {"woodstox-core", "com.fasterxml.woodstox", "com/ctc/wstx"},
    {"stax2-api", "org.codehaus.woodstox", "org/codehaus/stax2"},
    {"jettison", "org.codehaus.jettison", "org/codehaus/jettison"},
    {"json", "org.json", "org/json"},
    {"json-simple", "com.googlecode.json-simple", "org/json/simple"},
    {"json-smart", "net.minidev", "net/minidev/json"},
    {"accessors-smart", "net.minidev", "net/minidev/asm"},
    {"json-path", "com.jayway.jsonpath", "com/jayway/jsonpath"},
    {"fastjson", "com.alibaba", "com/alibaba/fastjson"},
    {"freemarker", "org.freemarker", "freemarker"},
    {"asm*", "asm", "org/objectweb/asm", 4},
    {"asm*", "org.ow2.asm", "org/objectweb/asm"},
    {"cglib*", "cglib", "net/sf/cglib"},
    {"aopalliance", "aopalliance", "org/aopalliance"},
    {"aspectjweaver", "org.aspectj", "org/aspectj"},
    {"aspectjrt", "org.aspectj", "org/aspectj"},
    {"antlr", "antlr", "antlr", 3},
    {"antlr", "org.antlr", "org/antlr"},
    {"antlr-runtime", "org.antlr", "org/antlr/runtime"},
    {"antlr4*", "org.antlr", "org/antlr/v4"},
    {"joda-time", "joda-time", "org/joda/time"},
    {"jsch", "com.jcraft", "com/jcraft/jsch"},
    {"bc-fips*", "org.bouncycastle", "org/bouncycastle"},
    {"bcprov-*", "org.bouncycastle", "org/bouncycastle"},
    {"bcpkix-*", "org.bouncycastle", "org/bouncycastle"},
    {"bcutil-*", "org.bouncycastle", "org/bouncycastle"},
    {"bcpg-*", "org.bouncycastle", "org/bouncycastle"},
    {"bcmail-*", "org.bouncycastle", "org/bouncycastle"},
    {"bcjmail-*", "org.bouncycastle", "org/bouncycastle"},
    {"bctls-*", "org.bouncycastle", "org/bouncycastle"},
    {"neko-htmlunit", "net.sourceforge.htmlunit", "net/sourceforge/htmlunit"},
    {"neko-htmlunit", "org.htmlunit", "org/htmlunit"},
    {"jjwt*", "io.jsonwebtoken", "io/jsonwebtoken"},
    {"java-jwt", "com.auth0", "com/auth0/jwt"},
    {"nimbus-jose-jwt", "com.nimbusds", "com/nimbusds/jose"},
    {"jsoup", "org.jsoup", "org/jsoup"},
    {"itextpdf", "com.itextpdf", "com/itextpdf"},
    {"itext", "com.lowagie", "com/lowagie"},
    {"poi*", "org.apache.poi", "org/apache/poi"},
    {"xmlbeans", "org.apache.xmlbeans", "org/apache/xmlbeans"},
    {"plexus-*", "org.codehaus.plexus", "org/codehaus/plexus"},
    {"jaxb-runtime", "org.glassfish.jaxb", "com/sun/xml/bind"},
    {"txw2", "org.glassfish.jaxb", "com/sun/xml/txw2"},
    {"snappy", "org.iq80.snappy", "org/iq80/snappy"},
    {"classworlds", "classworlds", "org/codehaus/classworlds"},
    {"backport-util-concurrent", "backport-util-concurrent", "edu/emory/mathcs/backport"},
    {"jul-to-slf4j", "org.slf4j", "org/slf4j/bridge"},
    {"jcl-over-slf4j", "org.slf4j", "org/apache/commons/logging"},
    {"log4j-over-slf4j", "org.slf4j", "org/apache/log4j"},
    {"slf4j-*", "org.slf4j", "org/slf4j"},
    {"junit", "junit", "junit"},
    {"junit-jupiter*", "org.junit.jupiter", "org/junit/jupiter"},
    {"junit-platform-*", "org.junit.platform", "org/junit/platform"},
    {"hamcrest*", "org.hamcrest", "org/hamcrest"},
    {"mockito-*", "org.mockito", "org/mockito"},
    {"objenesis", "org.objenesis", "org/objenesis"},
    {"scala-library", "org.scala-lang", "scala"},
    {"scala-reflect", "org.scala-lang", "scala/reflect"},
    {"clojure", "org.clojure", "clojure"},
    {"jython*", "org.python", "org/python"},
    {"jruby*", "org.jruby", "org/jruby"},
    {"checker-qual", "org.checkerframework", "org/checkerframework"},
    {"checker-compat-qual", "org.checkerframework", "org/checkerframework"},
    {"animal-sniffer-annotations", "org.codehaus.mojo", "org/codehaus/mojo/animal_sniffer"},
    {"gradle-wrapper", "org.gradle", "org/gradle/wrapper"},
    {"maven-wrapper", "org.apache.maven.wrapper", "org/apache/maven/wrapper"},
    // The Java and Jakarta EE interfaces.
    {"javax.servlet-api", "javax.servlet", "javax/servlet"},
    {"servlet-api", "javax.servlet", "javax/servlet"},
    {"jsp-api", "javax.servlet.jsp", "javax/servlet/jsp"},
    {"jstl", "javax.servlet", "javax/servlet/jsp/jstl"},
    {"javax.inject", "javax.inject", "javax/inject"},
    {"javax.annotation-api", "javax.annotation", "javax/annotation"},
    {"javax.persistence-api", "javax.persistence", "javax/persistence"},
    {"javax.activation-api", "javax.activation", "javax/activation"},
    {"activation", "javax.activation", "javax/activation"},
    {"jaxb-api", "javax.xml.bind", "javax/xml/bind"},
    {"jsr250-api", "javax.annotation", "javax/annotation"},
    {"validation-api", "javax.validation", "javax/validation"},
    {"javax.ws.rs-api", "javax.ws.rs", "javax/ws/rs"},
    {"jta", "javax.transaction", "javax/transaction"},
    {"javax.transaction-api", "javax.transaction", "javax/transaction"},
    {"mail", "javax.mail", "javax/mail"},
    {"javax.mail", "com.sun.mail", "com/sun/mail"},
    {"jakarta.mail", "com.sun.mail", "com/sun/mail", 2},
    {"jakarta.activation", "com.sun.activation", "com/sun/activation"},
    {"jakarta.annotation-api", "jakarta.annotation", ""},
    {"jakarta.servlet-api", "jakarta.servlet", ""},
    {"jakarta.persistence-api", "jakarta.persistence", ""},
    {"jakarta.validation-api", "jakarta.validation", ""},
    {"jakarta.inject-api", "jakarta.inject", ""},
    {"jakarta.activation-api", "jakarta.activation", ""},
    {"jakarta.xml.bind-api", "jakarta.xml.bind", ""},
    {"jakarta.transaction-api", "jakarta.transaction", ""},
    {"jakarta.ws.rs-api", "jakarta.ws.rs", ""},
};

bool fits(std::string_view pattern, std::string_view artifact) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == artifact;
  return artifact.size() + 1 >= pattern.size() && artifact.starts_with(pattern.substr(0, star)) &&
         artifact.ends_with(pattern.substr(star + 1));
}

// The folder itself or one below it.
bool has_package(std::span<const std::string_view> packages, std::string_view wanted) {
  if (wanted.empty()) return true;
  const auto at = std::lower_bound(packages.begin(), packages.end(), wanted);
  // "a/b" sorts before "a/b/c", but "a/b-c" may stand between.
  return std::any_of(at, packages.end(), [&](std::string_view one) {
    return one.starts_with(wanted) && (one.size() == wanted.size() || one[wanted.size()] == '/');
  });
}

// A version that does not start with a number is below nothing.
bool below(std::string_view version, unsigned major) {
  const auto end = std::find_if_not(version.begin(), version.end(), base::is_digit);
  const auto number = base::to_uint(version.substr(0, static_cast<std::size_t>(end - version.begin())));
  return number && *number < major;
}

}  // namespace

std::string known_group(std::string_view artifact, std::string_view version,
                        std::span<const std::string_view> packages) {
  for (const auto& fact : kFacts) {
    if (fits(fact.artifact, artifact) && (fact.below == 0 || below(version, fact.below)) &&
        has_package(packages, fact.package)) {
      return std::string(fact.group);
    }
  }
  return {};
}

}  // namespace pratique::extract::java
