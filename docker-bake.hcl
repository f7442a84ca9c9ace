# Both images for both architectures, with SBOM and provenance:
#   docker buildx bake -f docker-bake.hcl          --print shows what would be built
# Without -f bake would read compose.yml, too, and build its services instead. The publish workflow sets the variables.
variable "REGISTRY" { default = "pgtune-auto" }
variable "VERSION" { default = "dev" }
variable "SOURCE" { default = "" }
variable "REVISION" { default = "" }

group "default" { targets = ["postgres", "pgbouncer"] }

target "common" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
  attest    = ["type=sbom", "type=provenance,mode=max"]
  labels = {
    "org.opencontainers.image.version"  = VERSION
    "org.opencontainers.image.source"   = SOURCE != "" ? SOURCE : null
    "org.opencontainers.image.revision" = REVISION != "" ? REVISION : null
  }
}

target "postgres" {
  inherits   = ["common"]
  dockerfile = "docker/postgres/Dockerfile"
  args       = { EXTENSIONS = "source" }
  tags       = ["${REGISTRY}/postgres:18", "${REGISTRY}/postgres:18-${VERSION}"]
}

target "pgbouncer" {
  inherits   = ["common"]
  dockerfile = "docker/pgbouncer/Dockerfile"
  tags       = ["${REGISTRY}/pgbouncer:1.26.1", "${REGISTRY}/pgbouncer:1.26.1-${VERSION}"]
}
