class Doctor:
    limit = 0.01

    def __call__(self, losses):
        first, *_, last = losses
        if last != last or last == float("inf") or last > first:
            return "lower"
        change = last / first - 1
        return {True: "keep", False: "raise"}[change <= -self.limit]
diagnose = Doctor()
