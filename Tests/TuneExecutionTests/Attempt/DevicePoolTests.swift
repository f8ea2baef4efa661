import Testing
import TuneExecution
import TuneModel

@Suite struct DevicePoolTests {
  @Test func handsOutTheLowestFreeDevices() {
    var pool = DevicePool(.init(gpus: 2, gpuCount: 5))
    #expect(pool.take() == [0, 1])
    #expect(pool.take() == [2, 3])
    #expect(pool.take() == nil)
    pool.giveBack([0, 1])
    #expect(pool.take() == [0, 1])
    pool.giveBack([2, 3])
    #expect(pool.take() == [2, 3])
  }

  @Test func neverLimitsAttemptsThatNeedNone() {
    var pool = DevicePool(.init())
    for _ in 1...100 { #expect(pool.take() == []) }
    #expect(DevicePool.mostAttempts(.init()) == nil)
    #expect(DevicePool.mostAttempts(.init(gpus: 2, gpuCount: 5)) == 2)
  }

  @Test func countsWithinTheDevicesThatABatchSystemGave() {
    #expect(DevicePool.visibleDevices([0, 2], inherited: nil) == "0,2")
    #expect(DevicePool.visibleDevices([0, 2], inherited: "") == "0,2")
    #expect(DevicePool.visibleDevices([0, 2], inherited: "4, 5,GPU-3f1a") == "4,GPU-3f1a")
    #expect(DevicePool.visibleDevices([1], inherited: "7") == "1")
  }
}
