// Runs templates through Go's own text/template and Sprig, for comparison.
// Reads JSON lines {"template","data","missingKey","sprig"}, writes JSON lines {"output"} or {"error"}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"syscall"
	"text/template"

	"github.com/Masterminds/sprig"
)

type request struct {
	Template   string      `json:"template"`
	Data       interface{} `json:"data"`
	MissingKey string      `json:"missingKey"`
	Sprig      bool        `json:"sprig"`
}

type response struct {
	Output *string `json:"output,omitempty"`
	Error  string  `json:"error,omitempty"`
}

// Kernel and Node mirror test/go/fixture.ts.
type Kernel struct {
	Version string
	Args    []string
}

type Address struct{}

func (a Address) String() string { return "<10.0.0.1>" }

type Node struct {
	Id      string
	Cores   int
	Load    float64
	Tags    map[string]string
	Extra   map[string]interface{}
	Names   []string
	Kernel  *Kernel
	Missing *Kernel
	Addr    Address
	Any     interface{}
}

func (n Node) Upper() string                     { return strings.ToUpper(n.Id) }
func (n Node) Join(sep string, count int) string { return strings.Repeat(n.Id+sep, count) }
func (n Node) Tagged(keys ...string) string      { return n.Id + ":" + strings.Join(keys, "+") }
func (n Node) Fails() (string, error)            { return "", errors.New("it failed") }
func (n Node) Child() *Kernel                    { return n.Kernel }
func (n Node) Func() func(a, b string) (string, error) {
	return func(a, b string) (string, error) { return a + "/" + b, nil }
}

func fixture() interface{} {
	return Node{
		Id: "n1", Cores: 8, Load: 1.5,
		Tags:   map[string]string{"b": "2", "a": "1"},
		Extra:  map[string]interface{}{"z": 1, "s": "text", "none": nil},
		Names:  []string{"x", "y"},
		Kernel: &Kernel{Version: "6.1", Args: []string{"quiet"}},
		Any:    nil,
	}
}

func convert(value interface{}) interface{} {
	switch v := value.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return int(i)
		}
		f, _ := v.Float64()
		return f
	case []interface{}:
		for i := range v {
			v[i] = convert(v[i])
		}
		// What decoding left room for beyond the end is no part of the data, but slice would reach it.
		return v[:len(v):len(v)]
	case map[string]interface{}:
		if f, ok := v["$float"]; ok {
			number, _ := f.(json.Number).Float64()
			return number
		}
		if list, ok := v["$strings"]; ok {
			result := []string{}
			for _, item := range list.([]interface{}) {
				result = append(result, item.(string))
			}
			return result[:len(result):len(result)]
		}
		if table, ok := v["$stringMap"]; ok {
			result := map[string]string{}
			for key, item := range table.(map[string]interface{}) {
				result[key] = item.(string)
			}
			return result
		}
		if _, ok := v["$node"]; ok {
			return fixture()
		}
		for key := range v {
			v[key] = convert(v[key])
		}
		return v
	}
	return value
}

var errTooLarge = errors.New("too large")

// The limits of the package under test, without which Go would take all memory for {{until 12345678901}}.
const (
	maxItems = 1 << 20
	maxText  = 16 << 20
	maxBytes = 8 << 30
)

// sprigFuncs is Sprig whose functions refuse what would be too large.
func sprigFuncs() template.FuncMap {
	funcs := sprig.TxtFuncMap()
	until := funcs["until"].(func(int) []int)
	untilStep := funcs["untilStep"].(func(int, int, int) []int)
	seq := funcs["seq"].(func(...int) string)
	funcs["until"] = func(count int) ([]int, error) {
		if count > maxItems || count < -maxItems {
			return nil, errTooLarge
		}
		return until(count), nil
	}
	funcs["untilStep"] = func(start, stop, step int) ([]int, error) {
		if step != 0 && (float64(stop)-float64(start))/float64(step) > maxItems {
			return nil, errTooLarge
		}
		return untilStep(start, stop, step), nil
	}
	funcs["seq"] = func(params ...int) (string, error) {
		first, last := 1.0, 1.0
		if len(params) > 0 {
			last = float64(params[len(params)-1])
		}
		if len(params) > 1 {
			first = float64(params[0])
		}
		count := math.Abs(last - first)
		if len(params) == 3 && params[1] != 0 {
			count = (last - first) / float64(params[1])
		}
		if (len(params) < 3 || params[1] != 0) && count > 4*maxItems {
			return "", errTooLarge
		}
		text := seq(params...)
		if len(text) > maxText {
			return "", errTooLarge
		}
		return text, nil
	}
	for _, name := range []string{"indent", "nindent"} {
		indent := funcs[name].(func(int, string) string)
		funcs[name] = func(spaces int, text string) (string, error) {
			if float64(spaces)*float64(strings.Count(text, "\n")+1) > maxText {
				return "", errTooLarge
			}
			return indent(spaces, text), nil
		}
	}
	return funcs
}

func run(r request) response {
	t := template.New("t")
	if r.Sprig {
		t = t.Funcs(sprigFuncs())
	}
	if r.MissingKey != "" {
		t = t.Option("missingkey=" + r.MissingKey)
	}
	t, err := t.Parse(r.Template)
	if err != nil {
		return response{Error: err.Error()}
	}
	var out bytes.Buffer
	if err := t.Execute(&out, convert(r.Data)); err != nil {
		return response{Error: err.Error()}
	}
	text := out.String()
	return response{Output: &text}
}

func main() {
	// Whatever else grows without end fails here, not by what the kernel does to other processes.
	limit := syscall.Rlimit{Cur: maxBytes, Max: maxBytes}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		panic(err)
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var r request
			decoder := json.NewDecoder(bytes.NewReader(line))
			decoder.UseNumber()
			if err := decoder.Decode(&r); err != nil {
				panic(err)
			}
			encoder.Encode(run(r))
		}
		if err != nil {
			return
		}
	}
}
