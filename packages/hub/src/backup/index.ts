export { loadSecretKey, readSecretKey, SECRET_KEY_FILE } from '../config/secret-key.ts'
export { restoreBackup } from './restore-backup.ts'
export { type BackupSummary, writeBackup } from './write-backup.ts'
