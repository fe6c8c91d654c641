package stats

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// onAllCores does the tasks 0..n-1, each once, on as many goroutines as there are cores; worker makes what one goroutine does with a
// task, so that it can have buffers of its own. No result may depend on which goroutine did which task.
func onAllCores(n int, worker func() func(task int)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			do := worker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}
