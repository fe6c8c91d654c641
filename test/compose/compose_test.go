// Package compose checks that docker-compose.yml and the Dockerfile mean what the program expects. Nothing is started.
package compose

import (
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const root = "../.."

// flags are those of "khaosat serve"; each has a variable KHAOSAT_<FLAG>.
var flags = []string{"data", "store", "addr", "base-url"}

func project(t *testing.T) *types.Project {
	t.Helper()
	o, err := cli.NewProjectOptions([]string{filepath.Join(root, "docker-compose.yml")})
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func service(t *testing.T, name string) types.ServiceConfig {
	t.Helper()
	s, err := project(t).GetService(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func variable(t *testing.T, s types.ServiceConfig, name string) string {
	t.Helper()
	v := s.Environment[name]
	if v == nil || *v == "" {
		t.Fatalf("service %s has no %s", s.Name, name)
	}
	return *v
}

// store is the parsed KHAOSAT_STORE.
func store(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(variable(t, service(t, "khaosat"), "KHAOSAT_STORE"))
	if err != nil || u.Scheme != "mongodb" {
		t.Fatalf("KHAOSAT_STORE: %v, %v", u, err)
	}
	return u
}

func TestServicesAreThose(t *testing.T) {
	names := project(t).ServiceNames()
	slices.Sort(names)
	if !slices.Equal(names, []string{"khaosat", "mongo"}) {
		t.Errorf("services are %v, want khaosat and mongo", names)
	}
}

// The driver asks the set for its members and then connects to what the set says: all three names must agree.
func TestReplicaSetIsTheOneOfTheURI(t *testing.T) {
	uri, mongo := store(t), service(t, "mongo")
	set := uri.Query().Get("replicaSet")
	if set == "" {
		t.Fatal("KHAOSAT_STORE names no replica set")
	}
	i := slices.Index(mongo.Command, "--replSet")
	if i < 0 || i+1 >= len(mongo.Command) || mongo.Command[i+1] != set {
		t.Errorf("mongod is started with %v, want --replSet %s", mongo.Command, set)
	}
	check := strings.Join(mongo.HealthCheck.Test, " ")
	founded := regexp.MustCompile(`rs\.initiate\(\{_id: "([^"]+)", members: \[\{_id: 0, host: "([^"]+)"\}\]\}\)`).FindStringSubmatch(check)
	if founded == nil || founded[1] != set || founded[2] != uri.Host {
		t.Errorf("the health check founds %q, want the set %s with the member %s", founded, set, uri.Host)
	}
	if !strings.Contains(check, "isWritablePrimary") {
		t.Error("mongo is called healthy before it takes writes")
	}
	host, port, err := net.SplitHostPort(uri.Host)
	if err != nil || host != mongo.Name || mongo.Hostname != host || port != "27017" {
		t.Errorf("KHAOSAT_STORE points to %s, the service is %s with the host name %q", uri.Host, mongo.Name,
			mongo.Hostname)
	}
}

func TestDataOutlivesTheContainer(t *testing.T) {
	p := project(t)
	for _, v := range service(t, "mongo").Volumes {
		if _, declared := p.Volumes[v.Source]; v.Target == "/data/db" && v.Type == types.VolumeTypeVolume && declared {
			return
		}
	}
	t.Error("mongo's /data/db is on no declared volume")
}

func TestHealth(t *testing.T) {
	for _, s := range project(t).Services {
		if h := s.HealthCheck; h == nil || h.Disable || len(h.Test) < 2 || h.Test[0] != "CMD" || h.Interval == nil ||
			h.Retries == nil {
			t.Errorf("service %s has no whole health check", s.Name)
		}
	}
	khaosat := service(t, "khaosat")
	if d := khaosat.DependsOn["mongo"]; d.Condition != types.ServiceConditionHealthy || !d.Required {
		t.Errorf("khaosat waits for mongo to be %q, want %q", d.Condition, types.ServiceConditionHealthy)
	}
	_, port, err := net.SplitHostPort(variable(t, khaosat, "KHAOSAT_ADDR"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"CMD", "/khaosat", "doctor", "--url", "http://127.0.0.1:" + port + "/readyz"}
	if !slices.Equal(khaosat.HealthCheck.Test, want) {
		t.Errorf("khaosat is asked by %v, want %v", khaosat.HealthCheck.Test, want)
	}
}

func TestPortIsThatOfTheAddress(t *testing.T) {
	khaosat := service(t, "khaosat")
	host, port, err := net.SplitHostPort(variable(t, khaosat, "KHAOSAT_ADDR"))
	if err != nil || host == "127.0.0.1" || host == "localhost" {
		t.Fatalf("KHAOSAT_ADDR is %s: nobody outside the container reaches it", host)
	}
	if len(khaosat.Ports) != 1 || port == "" || strconv.Itoa(int(khaosat.Ports[0].Target)) != port {
		t.Errorf("published are %v, want port %s", khaosat.Ports, port)
	}
	if base, err := url.Parse(variable(t, khaosat, "KHAOSAT_BASE_URL")); err != nil ||
		base.Port() != khaosat.Ports[0].Published {
		t.Errorf("KHAOSAT_BASE_URL is %v, published is %s", base, khaosat.Ports[0].Published)
	}
}

func TestVariablesAreFlags(t *testing.T) {
	for name := range service(t, "khaosat").Environment {
		flag, ours := strings.CutPrefix(name, "KHAOSAT_")
		if !ours || !slices.Contains(flags, strings.ToLower(strings.ReplaceAll(flag, "_", "-"))) {
			t.Errorf("%s is no flag of serve", name)
		}
	}
}

func TestImagesArePinned(t *testing.T) {
	for _, s := range project(t).Services {
		if _, tag, ok := strings.Cut(s.Image, ":"); !ok || tag == "" || tag == "latest" {
			t.Errorf("service %s runs %q, want a tag that says which", s.Name, s.Image)
		}
	}
}

// Answers are reached through khaosat only.
func TestNobodyElseReachesMongo(t *testing.T) {
	p, mongo := project(t), service(t, "mongo")
	if len(mongo.Ports) > 0 {
		t.Errorf("mongo publishes %v", mongo.Ports)
	}
	for name := range mongo.Networks {
		if !p.Networks[name].Internal {
			t.Errorf("mongo is in the network %s, which leads outside", name)
		}
	}
	if _, shared := service(t, "khaosat").Networks["store"]; !shared {
		t.Error("khaosat is not in mongo's network")
	}
}
